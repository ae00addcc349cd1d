package dev.serai.command;

import dev.serai.scenario.Embedding;
import dev.serai.scenario.ScenarioFile;
import dev.serai.scenario.TestCommand;
import dev.serai.validate.ValidateCommand;
import java.util.Arrays;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;

/** The commands for the authors of routes. None of them runs Serai for callers. */
public final class Commands {

    private Commands() {}

    /** Runs the command that the first argument names; returns its exit code, or null if it names none. */
    public static @Nullable Integer run(String[] args, Embedding.Starter starter) throws Exception {
        if (args.length == 0 || args[0].startsWith("-")) {
            return null;
        }
        List<String> arguments = Arrays.asList(args).subList(1, args.length);
        // What they have to say is their output.
        Configurator.setRootLevel(Level.ERROR);
        switch (args[0]) {
            case "validate":
                return validate().run(arguments);
            case "test":
                return new TestCommand(validate(), starter, System.out, System.err).run(arguments);
            default:
                System.err.println("there is no command '%s'; there are validate DIR and test DIR".formatted(args[0]));
                return 2;
        }
    }

    private static ValidateCommand validate() {
        return new ValidateCommand(
                System.getenv(), BuiltInBeans.TYPES::get, List.of(new ScenarioFile()), System.out, System.err);
    }
}
