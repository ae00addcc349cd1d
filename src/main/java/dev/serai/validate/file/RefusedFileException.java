package dev.serai.validate.file;

/** A file holds what is not taken, so that nothing more of it can be read. */
public final class RefusedFileException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String reason;

    RefusedFileException(int line, int column, String reason) {
        super("line %d: %s".formatted(line, reason));
        this.line = line;
        this.column = column;
        this.reason = reason;
    }

    /** The line, from 1. */
    public int line() {
        return line;
    }

    /** The column, from 1. */
    public int column() {
        return column;
    }

    /** The reason without the line. */
    public String reason() {
        return reason;
    }
}
