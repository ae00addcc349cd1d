package dev.serai.cache;

import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;

/** A page of objects, as fabric8's informer reads it. */
public final class CachedObjectList extends DefaultKubernetesResourceList<CachedObject> {}
