package dev.serai.validate.file;

/** A check of files of one kind, beside those of routes and kamelets. */
public interface FileCheck {

    /** How the names of its files end. */
    String suffix();

    /** Checks one file. A RuntimeException that {@link FileFindings#unreadable} knows says why it cannot be read. */
    void check(YamlDocument document, FileFindings findings);
}
