package dev.serai.cache.store;

import dev.serai.log.UnexpectedFailure;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners to the changes of one store. An exception of one listener must not cost the others the change, nor the
 * informer the rest of its list.
 */
final class ChangeListeners {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeListeners.class);

    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();

    void add(ChangeListener listener) {
        listeners.add(listener);
    }

    void remove(ChangeListener listener) {
        listeners.remove(listener);
    }

    /** Calls all listeners; a listener that fails is told that it missed something. */
    void tell(Consumer<ChangeListener> news) {
        for (ChangeListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException | Error failure) {
                UnexpectedFailure.log(
                        LOG, failure, "A listener has failed at a change and is to compare what it knows");
                missed(listener);
            }
        }
    }

    private static void missed(ChangeListener listener) {
        try {
            listener.missed();
        } catch (RuntimeException | Error failure) {
            UnexpectedFailure.log(LOG, failure, "A listener that missed a change has failed again");
        }
    }
}
