package dev.serai.cache.object;

import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;

/** A page of objects in the form that fabric8's informer reads. */
public final class CachedObjectList extends DefaultKubernetesResourceList<CachedObject> {}
