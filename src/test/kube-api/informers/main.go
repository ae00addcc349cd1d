// Command informers follows a resource as programs in Go do: with unmodified informers of client-go, each with a client
// of its own. It prints "synced" once all of them are, and a line for each event that each of them tells. What client-go
// is to do beyond its defaults is told by its own variables: KUBE_FEATURE_WatchListClient,
// KUBE_WATCHLIST_INCONSISTENCY_DETECTOR.
package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

func main() {
	if len(os.Args) != 4 {
		fail(fmt.Errorf("usage: informers URL COUNT pods|RESOURCE.VERSION.GROUP; it ends when its input does"))
	}
	count, err := strconv.Atoi(os.Args[2])
	fail(err)
	stop := make(chan struct{})
	var synced []cache.InformerSynced
	for i := range count {
		informer, start := follow(&rest.Config{Host: os.Args[1]}, os.Args[3])
		registered, err := informer.AddEventHandler(printer(i))
		fail(err)
		start(stop)
		synced = append(synced, registered.HasSynced)
	}
	if !cache.WaitForCacheSync(stop, synced...) {
		os.Exit(1)
	}
	fmt.Println("synced")
	io.Copy(io.Discard, os.Stdin)
}

func follow(config *rest.Config, resource string) (cache.SharedIndexInformer, func(<-chan struct{})) {
	if resource == "pods" {
		client, err := kubernetes.NewForConfig(config)
		fail(err)
		factory := informers.NewSharedInformerFactory(client, 0)
		return factory.Core().V1().Pods().Informer(), factory.Start
	}
	parts := strings.SplitN(resource, ".", 3)
	if len(parts) != 3 {
		fail(fmt.Errorf("%q is neither pods nor RESOURCE.VERSION.GROUP", resource))
	}
	client, err := dynamic.NewForConfig(config)
	fail(err)
	factory := dynamicinformer.NewDynamicSharedInformerFactory(client, 0)
	named := schema.GroupVersionResource{Resource: parts[0], Version: parts[1], Group: parts[2]}
	return factory.ForResource(named).Informer(), factory.Start
}

func printer(informer int) cache.ResourceEventHandler {
	say := func(event string, object any) {
		if gone, ok := object.(cache.DeletedFinalStateUnknown); ok {
			object = gone.Obj
		}
		about, err := meta.Accessor(object)
		fail(err)
		fmt.Printf("%d %s %s %s\n", informer, event, about.GetName(), about.GetResourceVersion())
	}
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { say("added", object) },
		UpdateFunc: func(_, object any) { say("updated", object) },
		DeleteFunc: func(object any) { say("deleted", object) },
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "informers:", err)
		os.Exit(2)
	}
}
