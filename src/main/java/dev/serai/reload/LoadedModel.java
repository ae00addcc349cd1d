package dev.serai.reload;

import dev.serai.log.UnexpectedFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.BeanFactoryDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.rest.RestDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of Camel's model that came with a file, so that all of them can be removed again. Camel removes a route by
 * its id, but not what a {@code rest} has created, nor templates, configurations and beans.
 */
record LoadedModel(
        List<RouteDefinition> routes,
        List<RestDefinition> rests,
        List<RouteTemplateDefinition> templates,
        List<RouteConfigurationDefinition> configurations,
        List<BeanFactoryDefinition<?>> beans) {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedModel.class);

    /** The parts that are there now. */
    static LoadedModel of(CamelContext context) {
        Model model = model(context);
        return new LoadedModel(
                // The kamelet component itself creates and removes those of kamelets.
                model.getRouteDefinitions().stream()
                        .filter(route -> !Boolean.TRUE.equals(route.isKamelet()))
                        .toList(),
                List.copyOf(model.getRestDefinitions()),
                model.getRouteTemplateDefinitions().stream()
                        .filter(template -> !isKamelet(template))
                        .toList(),
                List.copyOf(model.getRouteConfigurationDefinitions()),
                List.copyOf(model.getCustomBeans()));
    }

    /** Everything that is there now and has one of these ids or names. */
    static LoadedModel named(Set<String> names, CamelContext context) {
        LoadedModel now = of(context);
        return new LoadedModel(
                now.routes.stream()
                        .filter(route -> names.contains(route.getRouteId()))
                        .toList(),
                now.rests.stream()
                        .filter(rest -> rest.getVerbs().stream()
                                .anyMatch(verb -> names.contains(verb.getRouteId()) || names.contains(verb.getId())))
                        .toList(),
                now.templates.stream()
                        .filter(template -> names.contains(template.getId()))
                        .toList(),
                now.configurations.stream()
                        .filter(one -> names.contains(one.getId()))
                        .toList(),
                now.beans.stream()
                        .filter(bean -> names.contains(bean.getName()))
                        .toList());
    }

    /** The parts that are there now and were not there {@code before}. */
    static LoadedModel since(LoadedModel before, CamelContext context) {
        LoadedModel now = of(context);
        return new LoadedModel(
                added(now.routes, before.routes),
                added(now.rests, before.rests),
                added(now.templates, before.templates),
                added(now.configurations, before.configurations),
                added(now.beans, before.beans));
    }

    /** Stops and removes all of them. */
    void removeFrom(CamelContext context) {
        Model model = model(context);
        for (RouteDefinition route : routes) {
            try {
                context.getRouteController().stopRoute(route.getRouteId());
                context.removeRoute(route.getRouteId());
                model.removeRouteDefinition(route);
            } catch (Exception e) {
                UnexpectedFailure.log(LOG, e, "route {} could not be stopped", route.getRouteId());
            }
        }
        model.getRestDefinitions().removeAll(rests);
        for (RouteTemplateDefinition template : templates) {
            try {
                model.removeRouteTemplateDefinition(template);
            } catch (Exception e) {
                UnexpectedFailure.log(LOG, e, "route template {} could not be removed", template.getId());
            }
        }
        model.getRouteConfigurationDefinitions().removeAll(configurations);
        beans.forEach(bean -> context.getRegistry().unbind(bean.getName()));
        model.getCustomBeans().removeAll(beans);
    }

    private static boolean isKamelet(RouteTemplateDefinition template) {
        return template.getResource() != null
                && template.getResource().getLocation().endsWith(".kamelet.yaml");
    }

    private static Model model(CamelContext context) {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    private static <T> List<T> added(Collection<T> now, Collection<T> before) {
        Set<T> known = Collections.newSetFromMap(new IdentityHashMap<>());
        known.addAll(before);
        var added = new ArrayList<T>(now);
        added.removeIf(known::contains);
        return added;
    }
}
