/**
 * The OpenAPI document of the services that teams offer by {@code rest:} in their files. Kubernetes' own document, at
 * {@code /openapi}, is not made here. Enter at {@link dev.serai.openapi.OpenApiDocument}.
 *
 * <p>Invariant: the document describes the services that run now, and the file of one team removes no service of
 * another team.
 */
@NullMarked
package dev.serai.openapi;

import org.jspecify.annotations.NullMarked;
