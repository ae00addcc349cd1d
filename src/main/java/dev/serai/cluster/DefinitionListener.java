package dev.serai.cluster;

/** Hears changes of definitions. It is called on the watch's own thread and must not block it. */
public interface DefinitionListener {

    /**
     * One definition was made, changed or deleted.
     *
     * @param name {@code <plural>.<group>} of a custom resource, {@code <version>.<group>} of an APIService
     */
    void changed(DefinitionWatch.Kind kind, String name);

    /** Any definition of this kind may have changed unseen: the watch has begun, or goes on after an interruption. */
    void mayHaveChanged(DefinitionWatch.Kind kind);
}
