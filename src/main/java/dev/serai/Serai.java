package dev.serai;

import dev.serai.command.Commands;
import dev.serai.log.SecretLoggers;
import dev.serai.settings.Settings;
import java.time.Clock;
import org.apache.camel.main.Main;

/** Runs Serai until it is told to stop. */
public final class Serai {

    private Serai() {}

    /** Runs a command for authors of routes, if {@code args} names one; otherwise exits with 0 after an orderly stop, with 1 when Serai could not start. */
    public static void main(String[] args) {
        try {
            SecretLoggers.quieten();
            Integer code = Commands.run(args);
            if (code != null) {
                System.exit(code);
            }
            System.exit(main(Settings.of(System.getenv())).run(args));
        } catch (Exception e) {
            StartFailure.report(e);
            System.exit(1);
        }
    }

    private static Main main(Settings settings) {
        var main = new Main();
        main.configure().addConfiguration(new SeraiConfiguration(settings, Clock.systemUTC()));
        main.setPropertyPlaceholderLocations(settings.locations());
        settings.overrides().forEach(main::addOverrideProperty);
        return main;
    }
}
