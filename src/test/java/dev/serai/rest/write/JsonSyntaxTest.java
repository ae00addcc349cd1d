package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each message is what kube-apiserver 1.35 said of the text. */
class JsonSyntaxTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "``~unexpected end of JSON input",
                "`   `~unexpected end of JSON input",
                "{\"a\"~unexpected end of JSON input",
                "\"abc~unexpected end of JSON input",
                "xxxxxxxxxx~invalid character 'x' looking for beginning of value",
                "{\"a\":1}x~invalid character 'x' after top-level value",
                "{\"a\":tru}~invalid character '}' in literal true (expecting 'e')",
                "nul~invalid character ' ' in literal null (expecting 'l')",
                "{\"a\" 1}~invalid character '1' after object key",
                "{a:1}~invalid character 'a' looking for beginning of object key string",
                "{\"a\":1,}~invalid character '}' looking for beginning of object key string",
                "[1 2]~invalid character '2' after array element",
                "{\"a\":\"\\q\"}~invalid character 'q' in string escape code",
                "{\"a\":\"\\u12g4\"}~invalid character 'g' in \\u hexadecimal character escape",
                "{\"a\":01}~invalid character '1' after object key:value pair",
                "{\"a\":1.}~invalid character '}' after decimal point in numeric literal",
                "{\"a\":-}~invalid character '}' in numeric literal",
                "{\"a\":1ee}~invalid character 'e' in exponent of numeric literal",
                "{\"a\":\"\t\"}~invalid character '\\t' in string literal",
                "{\"a\":\u0001}~invalid character '\\x01' looking for beginning of value",
                "{\"a\":\u00e9}~invalid character '\u00c3' looking for beginning of value",
            })
    void saysWhatTheApiServerSays(String json, String mistake) {
        assertThat(JsonSyntax.mistake(json.getBytes(StandardCharsets.UTF_8), 100))
                .isEqualTo(mistake);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                " 1 ",
                "-0.5e+10",
                "null",
                "\"\\u00e9\\n\u00e9\"",
                "{\"a\":[{},[],{\"b\":true}],\"c\":false}",
            })
    void findsNothingInWhatIsWell(String json) {
        assertThat(JsonSyntax.mistake(json.getBytes(StandardCharsets.UTF_8), 100))
                .isNull();
    }
}
