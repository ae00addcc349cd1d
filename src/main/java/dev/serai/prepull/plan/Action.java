package dev.serai.prepull.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.prepull.pod.PullPod;
import dev.serai.prepull.spec.ImagePrepull;
import java.util.List;

/** One write that a plan asks for. */
public sealed interface Action {

    /** Its name in routes. */
    String name();

    /**
     * Store verdicts. Nothing else may be done about these nodes before it succeeded.
     *
     * @param prepull whose
     * @param stored what is stored
     * @param next what is to be stored
     * @param news what is new by it
     */
    record Store(ImagePrepull prepull, VerdictBook stored, VerdictBook next, List<News> news) implements Action {
        @Override
        public String name() {
            return "store";
        }
    }

    /**
     * Let a node pull.
     *
     * @param prepull for which one
     * @param node the node's name
     * @param pod the pod to make
     */
    record Pull(ImagePrepull prepull, String node, ObjectNode pod) implements Action {
        @Override
        public String name() {
            return "pull";
        }
    }

    /**
     * Say on the pod that it is not waited for any longer.
     *
     * @param pod the pod
     * @param reason why
     */
    record GiveUp(PullPod pod, String reason) implements Action {
        @Override
        public String name() {
            return "give-up";
        }
    }

    /** Delete a pod whose work is done, or not wanted any more. */
    record Release(PullPod pod) implements Action {
        @Override
        public String name() {
            return "release";
        }
    }

    /**
     * Write the status.
     *
     * @param prepull whose
     * @param status all of it
     */
    record WriteStatus(ImagePrepull prepull, ObjectNode status) implements Action {
        @Override
        public String name() {
            return "status";
        }
    }

    /** Delete an ImagePrepull whose time is over. */
    record Delete(ImagePrepull prepull) implements Action {
        @Override
        public String name() {
            return "delete";
        }
    }
}
