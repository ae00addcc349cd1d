package dev.serai.log;

import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * The loggers that write the values of settings at DEBUG, including passwords and tokens, or what is wrong with a
 * caller's token and with an issuer's keys. They stay at INFO, whatever the configuration of the log says.
 */
public final class SecretLoggers {

    private static final List<String> NAMES = List.of(
            "org.apache.camel.component.properties",
            "org.apache.camel.impl.engine.DefaultCamelContextExtension",
            "org.apache.camel.main",
            "org.jose4j");

    private SecretLoggers() {}

    /** Keeps them at INFO from now on; called before any setting is read. */
    public static void quieten() {
        for (String name : NAMES) {
            if (LogManager.getLogger(name).isDebugEnabled()) {
                Configurator.setLevel(name, Level.INFO);
            }
        }
    }
}
