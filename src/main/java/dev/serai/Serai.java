package dev.serai;

import dev.serai.command.Commands;
import dev.serai.log.SecretLoggers;
import dev.serai.scenario.Embedding;
import dev.serai.settings.Settings;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/** Runs Serai until it is told to stop. */
public final class Serai {

    private Serai() {}

    /**
     * Runs a command for authors of routes, if {@code args} names one; otherwise exits with 0 after an orderly stop, with
     * 1 when Serai could not start.
     */
    public static void main(String[] args) {
        try {
            SecretLoggers.quieten();
            Integer code = Commands.run(args, Serai::embedded);
            System.exit(
                    code == null
                            ? main(Settings.of(System.getenv()), Clock.systemUTC(), null)
                                    .run(args)
                            : code);
        } catch (Exception e) {
            StartFailure.report(e);
            System.exit(1);
        }
    }

    static Embedding.Running embedded(Map<String, String> settings, Clock clock, Embedding embedding) {
        Main main = main(Settings.of(Map.of()), clock, embedding);
        settings.forEach(main::addOverrideProperty);
        main.start();
        return new Embedding.Running(main.getCamelContext(), main::stop);
    }

    private static Main main(Settings settings, Clock clock, @Nullable Embedding embedding) {
        var main = new Main();
        main.configure().addConfiguration(new SeraiConfiguration(settings, clock, embedding));
        main.setPropertyPlaceholderLocations(settings.locations());
        settings.overrides().forEach(main::addOverrideProperty);
        return main;
    }
}
