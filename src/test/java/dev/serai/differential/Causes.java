package dev.serai.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Takes out of an object what the API server found invalid. */
final class Causes {

    private record Place(JsonNode parent, String key) {

        int index() {
            return parent.isArray() ? Integer.parseInt(key) : -1;
        }

        boolean remove() {
            return parent instanceof ObjectNode object
                    ? object.remove(key) != null
                    : ((ArrayNode) parent).remove(index()) != null;
        }
    }

    private static final Set<String> NEEDED =
            Set.of("metadata", "spec", "status", "template", "selector", "containers", "volumes");

    private Causes() {}

    /** Returns whether something was taken out. */
    static boolean remove(ObjectNode object, JsonNode status) {
        List<Place> places = new ArrayList<>();
        for (JsonNode cause : status.at("/details/causes")) {
            // Where it was in the type that the API server has inside.
            String field = cause.path("field")
                    .asText()
                    .replace("securityContext.shareProcess", "shareProcess")
                    .replace("spec.Host", "spec.host");
            Place place = place(object, field);
            if (place != null && !places.contains(place)) {
                places.add(place);
            }
        }
        // From the end of an array on: what is taken out moves what follows.
        places.sort(Comparator.comparing(Place::index).reversed());
        return places.stream().map(Place::remove).toList().contains(true);
    }

    // The field, or where it is missing the nearest that holds it; null for what an object cannot be without.
    private static Place place(ObjectNode object, String field) {
        Place place = null;
        JsonNode at = object;
        for (String key : field.replace("]", "").split("[.\\[]")) {
            JsonNode next = at.isArray() && key.matches("\\d+") ? at.path(Integer.parseInt(key)) : at.path(key);
            if (next.isMissingNode()) {
                break;
            }
            place = new Place(at, key);
            at = next;
        }
        return place == null || NEEDED.contains(place.key()) ? null : place;
    }
}
