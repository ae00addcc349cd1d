package dev.serai.kube.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Selectors are read and refused as the API server does, and select what {@code labels/selector_test.go} selects. */
class LabelSelectorTest {

    @ParameterizedTest
    @MethodSource("answersOfTheApiServer")
    void itIsTakenOrRefusedInTheWordsOfTheApiServer(String selector, String answer) {
        assertThat(answerOf(selector)).isEqualTo(answer);
    }

    @ParameterizedTest(name = "\"{0}\" matches {1}")
    @CsvSource(delimiter = '|', emptyValue = "", nullValues = "none", textBlock = """
                    ''                    | x=y
                    x=y                   | x=y
                    x=y,z=w               | x=y z=w
                    x!=y,z!=w             | x=z z=a
                    notin=in              | notin=in
                    x                     | x=z
                    !x                    | y=z
                    x>1                   | x=2
                    x<1                   | x=0
                    foo=bar               | foo=bar baz=blah
                    baz=blah              | foo=bar baz=blah
                    foo=bar,baz=blah      | foo=bar baz=blah
                    x=                    | x=
                    x=                    | x= z=a
                    x in (a,b)            | x=b
                    x in (b,a)            | x=a
                    x notin (a)           | x=b
                    x notin (a,b)         | none
                    x!=a                  | none
                    x==a                  | x=a
                    x in ()               | x=
                    x in (,a)             | x=
                    x in (,a)             | x=a
                    x in (a,,b)           | x=
                    x in (a,)             | x=
                    x notin (,a)          | x=b
                    x notin ()            | x=a
                    in in (notin,in)      | in=notin
                    !in,notin             | notin=x
                    x,x                   | x=1
                    x<5,x>3               | x=4
                    x<9223372036854775807 | x=9223372036854775806
                    x>007                 | x=08
                    a.b/c_d=E             | a.b/c_d=E
                    """)
    void itSelects(String selector, String labels) {
        assertThat(LabelSelector.parse(selector).test(labels(labels))).isTrue();
    }

    @ParameterizedTest(name = "\"{0}\" does not match {1}")
    @CsvSource(delimiter = '|', emptyValue = "", nullValues = "none", textBlock = """
                    x=z                        | none
                    x=y                        | x=z
                    x=y,z=w                    | x=w z=w
                    x!=y,z!=w                  | x=z z=w
                    x                          | y=z
                    !x                         | x=z
                    x>1                        | x=0
                    x<1                        | x=2
                    foo=blah                   | foo=bar baz=blah
                    baz=bar                    | foo=bar baz=blah
                    foo=bar,foobar=bar,baz=blah | foo=bar baz=blah
                    x=                         | none
                    x=                         | x=a
                    x in (a,b)                 | x=c
                    x in (a,b)                 | none
                    x notin (a,b)              | x=a
                    x in ()                    | none
                    x in (,a)                  | x=b
                    x in (a,b)                 | x=
                    x notin (,a)               | x=
                    x notin ()                 | x=
                    x>1                        | x=1
                    x<1                        | x=1
                    x>1                        | x=abc
                    x>1                        | x=
                    x>1                        | none
                    x<1                        | none
                    x>1                        | x=9223372036854775808
                    x<1                        | x=1.5
                    x=a                        | x=A
                    x=a                        | X=a
                    x                          | example.com/x=a
                    x,!x                       | x=a
                    """)
    void itDoesNotSelect(String selector, String labels) {
        assertThat(LabelSelector.parse(selector).test(labels(labels))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\r\n"})
    void theEmptySelectorSelectsEverything(String selector) {
        assertThat(LabelSelector.parse(selector).isEverything()).isTrue();
        assertThat(LabelSelector.parse(null).isEverything()).isTrue();
        assertThat(LabelSelector.parse("x").isEverything()).isFalse();
    }

    @Test
    void twoFaultsOfOneValueAreToldTogether() {
        assertThatThrownBy(() -> LabelSelector.parse("x>-"))
                .hasMessageStartingWith("unable to parse requirement: [values[0]: Invalid value: \"-\": for 'Gt'")
                .hasMessageContaining(", values[0][x]: Invalid value: \"-\": a valid label must")
                .hasMessageEndingWith("]");
    }

    @Test
    void theTableCoversTheGrammar() throws IOException {
        List<Arguments> rows = answersOfTheApiServer().toList();
        assertThat(rows).hasSizeGreaterThan(300);
        assertThat(rows).filteredOn(row -> row.get()[1].equals("ok")).hasSizeGreaterThan(50);
        assertThat(rows)
                .filteredOn(row -> row.get()[1].toString().contains(": [values["))
                .hasSizeGreaterThan(10);
    }

    static Stream<Arguments> answersOfTheApiServer() throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(
                LabelSelectorTest.class.getResourceAsStream("label-selectors.tsv"), StandardCharsets.UTF_8))) {
            return lines
                    .lines()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .map(cells -> arguments(decode(cells[0]), decode(cells[1])))
                    .toList()
                    .stream();
        }
    }

    private static String answerOf(String selector) {
        try {
            LabelSelector.parse(selector);
            return "ok";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static String decode(String cell) {
        return URLDecoder.decode(cell.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Labels labels(String pairs) {
        var labels = new Labels.Builder();
        if (pairs != null) {
            for (String pair : pairs.split(" ")) {
                String[] parts = pair.split("=", -1);
                labels.add(parts[0], parts[1]);
            }
        }
        return labels.build();
    }
}
