package dev.serai.rest;

import java.nio.charset.StandardCharsets;

/** Deletes and evictions may ask in their body not to be carried out: kubectl does so. */
final class DryRun {

    private static final String FIELD = "dryRun";
    private static final String ESCAPE = "\\";

    private DryRun() {}

    /** Whether the body may ask for a dry run. It is not looked at closely: who takes it for one has to ask anyway. */
    static boolean isPossible(Write write, String mediaType, byte[] body) {
        if (body.length == 0 || !(write.isDelete() || write.isEviction())) {
            return false;
        }
        if ("application/vnd.kubernetes.protobuf".equals(mediaType)) {
            return true;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return text.contains(FIELD) || text.contains(ESCAPE);
    }
}
