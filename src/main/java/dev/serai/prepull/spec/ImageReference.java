package dev.serai.prepull.spec;

/** What the reference of an image says. */
final class ImageReference {

    private static final String DEFAULT_REGISTRY = "docker.io";

    private ImageReference() {}

    /** The host that the image comes from, by the rule of distribution/reference. */
    static String registry(String image) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        return host ? first : DEFAULT_REGISTRY;
    }
}
