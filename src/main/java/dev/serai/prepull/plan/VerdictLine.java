package dev.serai.prepull.plan;

import dev.serai.prepull.verdict.PullVerdict.FailedImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * One verdict as a line: node, the beginning of its uid, phase, tries, the second of the next try, reason, message, and
 * three fields an image, parted by tabs. A node that succeeded ends after the phase.
 */
final class VerdictLine {

    private static final int REASON_LETTERS = 64;
    private static final int MESSAGE_LETTERS = 200;
    private static final int IMAGE_LETTERS = 300;
    private static final int MOST_IMAGES = 5;
    private static final int FIXED = 7;

    private VerdictLine() {}

    /** {@code whole} says whether message and images are kept. */
    static String write(String name, NodeVerdict verdict, boolean whole) {
        var fields = new ArrayList<String>(
                List.of(name, verdict.node(), verdict.phase().name().substring(0, 1)));
        if (verdict.phase() != NodeVerdict.Phase.SUCCEEDED) {
            fields.add(Integer.toString(verdict.tries()));
            fields.add(Long.toString(verdict.notBefore().getEpochSecond()));
            fields.add(cut(verdict.reason(), REASON_LETTERS));
            fields.add(whole ? cut(verdict.message(), MESSAGE_LETTERS) : "");
            if (whole) {
                verdict.images().stream().limit(MOST_IMAGES).forEach(image -> {
                    fields.add(cut(image.image(), IMAGE_LETTERS));
                    fields.add(cut(image.reason(), REASON_LETTERS));
                    fields.add(cut(image.message(), MESSAGE_LETTERS));
                });
            }
        }
        return String.join("\t", fields);
    }

    /** Reads a line; one that somebody has broken is left out, and its node is worked off again. */
    static void read(String line, BiConsumer<String, NodeVerdict> verdicts) {
        String[] fields = line.split("\t", -1);
        if (fields.length < 3) {
            return;
        }
        if (fields[2].equals("S")) {
            verdicts.accept(fields[0], NodeVerdict.succeeded(fields[1]));
        } else if (fields.length >= FIXED && fields[3].matches("[0-9]{1,9}") && fields[4].matches("[0-9]{1,11}")) {
            verdicts.accept(
                    fields[0],
                    new NodeVerdict(
                            fields[1],
                            fields[2].equals("F") ? NodeVerdict.Phase.FAILED : NodeVerdict.Phase.WAITING,
                            Integer.parseInt(fields[3]),
                            Instant.ofEpochSecond(Long.parseLong(fields[4])),
                            fields[5],
                            fields[6],
                            images(fields)));
        }
    }

    private static List<FailedImage> images(String[] fields) {
        var images = new ArrayList<FailedImage>();
        for (int i = FIXED; i + 2 < fields.length; i += 3) {
            images.add(new FailedImage(fields[i], fields[i + 1], fields[i + 2]));
        }
        return images;
    }

    static String cut(String text, int letters) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= letters ? line : line.substring(0, letters - 1) + "…";
    }
}
