package dev.serai.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What programs on this machine do with reads: all run all the time, and the load goes to them in turn. */
final class ReadLoad {

    private static final int CALLERS = 32;

    private final List<Measured> programs;

    /** A program, by what its callers need. */
    record Measured(String name, ReadCallers.Target target, long pid) {

        long cpuNanos() {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().totalCpuDuration())
                    .orElseThrow()
                    .toNanos();
        }
    }

    /** What came of one load: answers a second, and processor time of the program for each, in microseconds. */
    private record Load(double rate, double micros) {}

    ReadLoad(List<Measured> programs) {
        this.programs = List.copyOf(programs);
    }

    /** Lets the programs compile what they need for it. */
    void warmUp(String path, int seconds) throws IOException {
        for (Measured program : programs) {
            load(program, path, seconds);
        }
    }

    /** Prints what each program does, and how it compares, by the names of two of them. */
    void measure(String path, int rounds, int seconds, List<List<String>> compared) throws IOException {
        Map<String, List<Load>> loads = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Measured program : programs) {
                loads.computeIfAbsent(program.name(), name -> new ArrayList<>()).add(load(program, path, seconds));
            }
        }
        System.out.printf("%n%s%n%-10s %10s %14s%n", path, "program", "answers/s", "CPU us/answer");
        loads.forEach((name, all) ->
                System.out.printf("%-10s %10.0f %14.1f%n", name, median(all, Load::rate), median(all, Load::micros)));
        for (List<String> two : compared) {
            System.out.printf(
                    "%s / %s: %.2f of its rate, %.2f of its CPU (medians of the ratios of each round)%n",
                    two.get(0),
                    two.get(1),
                    ratio(loads.get(two.get(0)), loads.get(two.get(1)), Load::rate),
                    ratio(loads.get(two.get(0)), loads.get(two.get(1)), Load::micros));
        }
    }

    private static Load load(Measured program, String path, int seconds) throws IOException {
        try (var callers = new ReadCallers(program.target(), path, CALLERS)) {
            long cpu = program.cpuNanos();
            long begin = System.nanoTime();
            long answers = callers.ask(begin + Duration.ofSeconds(seconds).toNanos());
            double elapsed = (System.nanoTime() - begin) / 1e9;
            return new Load(answers / elapsed, (program.cpuNanos() - cpu) / 1e3 / answers);
        }
    }

    private static double median(List<Load> loads, ToDoubleFunction<Load> figure) {
        return loads.stream().mapToDouble(figure).sorted().toArray()[loads.size() / 2];
    }

    private static double ratio(List<Load> some, List<Load> others, ToDoubleFunction<Load> figure) {
        return IntStream.range(0, some.size())
                .mapToDouble(i -> figure.applyAsDouble(some.get(i)) / figure.applyAsDouble(others.get(i)))
                .sorted()
                .toArray()[some.size() / 2];
    }
}
