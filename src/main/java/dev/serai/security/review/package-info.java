/**
 * What the API server says of callers: who they are (TokenReview) and what they may do (SubjectAccessReview). Enter at
 * {@link dev.serai.security.review.AccessReviews}.
 *
 * <p>Invariant: no answer is never a yes. An answer is kept as long as a setting says, and longer only while the API
 * server cannot be asked.
 */
@NullMarked
package dev.serai.security.review;

import org.jspecify.annotations.NullMarked;
