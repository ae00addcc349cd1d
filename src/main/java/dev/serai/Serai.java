package dev.serai;

import org.apache.camel.main.Main;

public final class Serai {
    private Serai() {}

    public static void main(String[] args) throws Exception {
        System.exit(new Main(Serai.class).run(args));
    }
}
