package dev.serai.sink.deadletter;

import dev.serai.store.SinkStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.h2.mvstore.MVMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dead letters in the data directory: only the newest, up to a configured number. */
public final class FileDeadLetters implements DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(FileDeadLetters.class);

    private final SinkStore store;
    private final MVMap<Long, byte[]> letters;
    private final Map<String, Long> numbers;
    private final int most;

    /** Keeps at most {@code most} letters; each further one replaces the oldest. */
    public FileDeadLetters(SinkStore store, int most) {
        this.store = store;
        this.letters = store.deadLetters();
        this.numbers = store.deadLetterNumbers();
        this.most = most;
    }

    @Override
    public synchronized void add(DeadLetter letter) {
        long number = numbers.computeIfAbsent(letter.id(), absent -> letters.isEmpty() ? 1 : letters.lastKey() + 1);
        letters.put(number, DeadLetterJson.write(letter));
        while (letters.sizeAsLong() > most) {
            DeadLetter dropped = DeadLetterJson.read(letters.remove(letters.firstKey()));
            numbers.remove(dropped.id());
            LOG.warn("more than {} dead letters; the oldest is dropped: {}", most, dropped.id());
        }
        store.commit();
    }

    @Override
    public synchronized List<DeadLetter> list(int limit) {
        return letters.values().stream().limit(limit).map(DeadLetterJson::read).toList();
    }

    @Override
    public synchronized Optional<DeadLetter> get(String id) {
        return Optional.ofNullable(numbers.get(id)).map(letters::get).map(DeadLetterJson::read);
    }

    @Override
    public synchronized boolean remove(String id) {
        Long number = numbers.remove(id);
        if (number == null) {
            return false;
        }
        letters.remove(number);
        store.commit();
        return true;
    }

    @Override
    public void close() {
        store.close();
    }
}
