package dev.serai.cluster;

import java.util.Random;
import java.util.UUID;

/** Names and uids as an API server makes them up. */
final class DemoNames {
    // Without vowels, as Kubernetes does, so that no word comes out.
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final Random random;

    DemoNames(Random random) {
        this.random = random;
    }

    String generated(String prefix) {
        StringBuilder name = new StringBuilder(prefix);
        for (int i = 0; i < 5; i++) {
            name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return name.toString();
    }

    String uid() {
        long high = random.nextLong() & ~0xF000L | 0x4000L;
        long low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
