package dev.serai.rest.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The few fields of a protobuf object that show the result of a write, named as in JSON. The numbers are those of
 * Kubernetes' {@code generated.proto} files, which never change: in all objects metadata is the first field, in all
 * lists items is the second.
 */
final class ProtobufObject {

    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private interface Field {
        void read(int number, long value, @Nullable ByteBuffer bytes) throws IOException;
    }

    private ProtobufObject() {}

    /** @throws IOException if it is not protobuf */
    static JsonNode read(byte[] body) throws IOException {
        if (body.length < MAGIC.length || !Arrays.equals(MAGIC, 0, MAGIC.length, body, 0, MAGIC.length)) {
            throw new IOException("no object of Kubernetes in protobuf");
        }
        ObjectNode object = NODES.objectNode();
        var raw = new @Nullable ByteBuffer[] {ByteBuffer.allocate(0)};
        // runtime.Unknown
        each(ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length), (number, value, bytes) -> {
            if (number == 1) {
                each(bytes, (typeField, typeValue, typeBytes) -> {
                    if (typeField == 2) {
                        object.put("kind", text(typeBytes));
                    }
                });
            } else if (number == 2) {
                raw[0] = bytes;
            }
        });
        read(object.path("kind").asText(), raw[0], object);
        return object;
    }

    private static void read(String kind, @Nullable ByteBuffer raw, ObjectNode object) throws IOException {
        switch (kind) {
            case "Status" -> status(raw, object);
            case "DeleteOptions" -> deleteOptions(raw, object);
            case "Eviction" ->
                each(raw, (number, value, bytes) -> {
                    if (number == 2) {
                        deleteOptions(bytes, object.putObject("deleteOptions"));
                    }
                });
            default -> {
                if (kind.endsWith("List")) {
                    list(raw, object.putArray("items"));
                } else {
                    object(raw, kind.equals("Namespace"), object);
                }
            }
        }
    }

    private static void status(@Nullable ByteBuffer raw, ObjectNode status) throws IOException {
        ObjectNode details = status.putObject("details");
        each(raw, (number, value, bytes) -> {
            if (number == 5) {
                each(bytes, (field, fieldValue, fieldBytes) -> {
                    if (field == 6) {
                        details.put("uid", text(fieldBytes));
                    }
                });
            }
        });
    }

    private static void deleteOptions(@Nullable ByteBuffer raw, ObjectNode options) throws IOException {
        each(raw, (number, value, bytes) -> {
            if (number == 1) {
                options.put("gracePeriodSeconds", value);
            } else if (number == 5) {
                options.withArray("dryRun").add(text(bytes));
            }
        });
    }

    private static void list(@Nullable ByteBuffer raw, ArrayNode items) throws IOException {
        each(raw, (number, value, bytes) -> {
            if (number == 2) {
                object(bytes, false, items.addObject());
            }
        });
    }

    private static void object(@Nullable ByteBuffer raw, boolean namespace, ObjectNode object) throws IOException {
        ObjectNode metadata = object.putObject("metadata");
        each(raw, (number, value, bytes) -> {
            if (number == 1 && bytes != null) {
                metadata(bytes, metadata);
            } else if (number == 2 && namespace) {
                ArrayNode finalizers = object.putObject("spec").putArray("finalizers");
                each(bytes, (field, fieldValue, fieldBytes) -> {
                    if (field == 1) {
                        finalizers.add(text(fieldBytes));
                    }
                });
            }
        });
    }

    private static void metadata(@Nullable ByteBuffer raw, ObjectNode metadata) throws IOException {
        each(raw, (number, value, bytes) -> {
            switch (number) {
                case 1 -> metadata.put("name", text(bytes));
                case 3 -> metadata.put("namespace", text(bytes));
                case 5 -> metadata.put("uid", text(bytes));
                case 6 -> metadata.put("resourceVersion", text(bytes));
                // The time does not matter here.
                case 9 -> metadata.put("deletionTimestamp", "set");
                case 10 -> metadata.put("deletionGracePeriodSeconds", value);
                case 14 -> metadata.withArray("finalizers").add(text(bytes));
                default -> {}
            }
        });
    }

    // Visits each field of a message: its number, and its value if it is a number, else its bytes.
    private static void each(@Nullable ByteBuffer message, Field field) throws IOException {
        if (message == null) {
            throw new IOException("a number where a message is to be");
        }
        ByteBuffer in = message.duplicate();
        while (in.hasRemaining()) {
            long tag = varint(in);
            switch ((int) (tag & 7)) {
                case 0 -> field.read((int) (tag >>> 3), varint(in), null);
                case 1 -> skip(in, Long.BYTES);
                case 2 -> {
                    long length = varint(in);
                    ByteBuffer bytes = in.duplicate();
                    skip(in, length);
                    bytes.limit(in.position());
                    field.read((int) (tag >>> 3), 0, bytes);
                }
                case 5 -> skip(in, Integer.BYTES);
                default -> throw new IOException("no such type of field");
            }
        }
    }

    private static void skip(ByteBuffer in, long length) throws IOException {
        if (length < 0 || length > in.remaining()) {
            throw new IOException("the message ends too early");
        }
        in.position(in.position() + (int) length);
    }

    private static long varint(ByteBuffer in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!in.hasRemaining()) {
                throw new IOException("the message ends too early");
            }
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a number of too many bytes");
    }

    private static String text(@Nullable ByteBuffer bytes) throws IOException {
        if (bytes == null) {
            throw new IOException("a number where a text is to be");
        }
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
