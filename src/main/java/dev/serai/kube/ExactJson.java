package dev.serai.kube;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;

/** Jackson with settings that keep numbers exact: 1.10 is not 1.1, and 1e400 is not infinity. */
public final class ExactJson {

    private ExactJson() {}

    /** Sets up a mapper. */
    public static <B extends MapperBuilder<?, B>> B configure(B mapper) {
        return mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }
}
