/**
 * The OpenAPI document of the services that teams offer by {@code rest:} in their files. Kubernetes' own, at
 * {@code /openapi}, is not made here. Enter at {@link dev.serai.openapi.OpenApiDocument}.
 *
 * <p>Invariant: the document describes the services that run now, and what one team writes takes no other team's out of
 * it.
 */
@NullMarked
package dev.serai.openapi;

import org.jspecify.annotations.NullMarked;
