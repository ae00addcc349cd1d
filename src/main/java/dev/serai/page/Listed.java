package dev.serai.page;

import java.util.List;

/**
 * The first of many, so that neither the page nor its events grow with what there is.
 *
 * @param items those that are shown
 * @param more how many there are besides
 */
public record Listed<T>(List<T> items, int more) {

    /** Shows at most {@code most} of {@code all}. */
    static <T> Listed<T> first(int most, List<T> all) {
        return all.size() <= most
                ? new Listed<>(List.copyOf(all), 0)
                : new Listed<>(List.copyOf(all.subList(0, most)), all.size() - most);
    }
}
