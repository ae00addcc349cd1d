package dev.serai.cache.store;

/** A writer to an {@link ObjectStore}. Only one may write at a time; what another one brings is ignored. */
public interface StoreWriter {}
