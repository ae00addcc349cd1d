package dev.serai.cache.store;

/** Who may write to an {@link ObjectStore}, one at a time: what another one brings comes too late. */
public interface StoreWriter {}
