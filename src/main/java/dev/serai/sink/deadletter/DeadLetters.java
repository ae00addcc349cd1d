package dev.serai.sink.deadletter;

import java.util.List;
import java.util.Optional;

/** Keeps events that their receiver has not taken. */
public interface DeadLetters extends AutoCloseable {

    /**
     * Keeps a letter durably. It replaces one with the same id.
     *
     * @throws IllegalStateException if it cannot be kept
     */
    void add(DeadLetter letter);

    /** The oldest letters, at most {@code limit} of them. */
    List<DeadLetter> list(int limit);

    /** The letter with this id. */
    Optional<DeadLetter> get(String id);

    /** Forgets a letter; false if there is none with this id. */
    boolean remove(String id);

    /** Forgets a letter that was read from here and has arrived since. */
    default void delivered(DeadLetter letter) {
        remove(letter.id());
    }

    @Override
    void close();
}
