// Go-facade is what Serai is compared with: controller-runtime's cached client behind a small
// HTTP handler, set up as its documentation advises. Reads come from the cache, writes go
// straight to the API server.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/cluster"
)

var (
	// -kubeconfig is registered by controller-runtime itself.
	listen = flag.String("listen", "127.0.0.1:8090", "address to listen on")
	qps    = flag.Float64("qps", -1, "requests per second to the API server; negative: no limit, controller-runtime's default")
	burst  = flag.Int("burst", 0, "requests in one burst to the API server, when -qps is positive")
	strip  = flag.Bool("strip", true, "drop metadata.managedFields before caching")
	noCopy = flag.Bool("unsafe-no-deepcopy", false, "answer GET and LIST from the cached objects themselves, without copying them")
)

func kind(name string) metav1.TypeMeta {
	return metav1.TypeMeta{APIVersion: "v1", Kind: name}
}

func main() {
	flag.Parse()
	ctrl.SetLogger(klog.NewKlogr())
	if err := run(ctrl.SetupSignalHandler()); err != nil {
		fmt.Fprintln(os.Stderr, "go-facade:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends, or until the cache or the listener fails.
func run(ctx context.Context) error {
	cfg, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	cfg.QPS, cfg.Burst = float32(*qps), *burst
	pods := cache.ByObject{UnsafeDisableDeepCopy: noCopy}
	if *strip {
		pods.Transform = cache.TransformStripManagedFields()
	}
	cl, err := cluster.New(cfg, func(o *cluster.Options) {
		o.Cache.ByObject = map[client.Object]cache.ByObject{&corev1.Pod{}: pods}
	})
	if err != nil {
		return err
	}
	// Informers start on first use: ask for the pods' now, so that "ready" means "pods are cached".
	if _, err := cl.GetCache().GetInformer(ctx, &corev1.Pod{}); err != nil {
		return err
	}

	p := &peer{client: cl.GetClient()}
	srv := &http.Server{Addr: *listen, Handler: p.routes(), ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 2)
	go func() { failed <- cl.Start(ctx) }()
	go func() { failed <- srv.ListenAndServe() }()
	go func() { p.ready.Store(cl.GetCache().WaitForCacheSync(ctx)) }()

	select {
	case err := <-failed:
		if ctx.Err() == nil {
			return err
		}
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return srv.Shutdown(stop)
}

type peer struct {
	client client.Client
	ready  atomic.Bool
}

func (p *peer) routes() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Use(gin.Recovery())
	r.GET("/api/v1/pods", p.listPods)
	r.GET("/api/v1/namespaces/:ns/pods", p.listPods)
	r.GET("/api/v1/namespaces/:ns/pods/:name", p.getPod)
	r.POST("/api/v1/namespaces/:ns/pods", p.createPod)
	r.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok") })
	r.GET("/readyz", p.readyz)
	r.GET("/memory", memory)
	return r
}

func (p *peer) getPod(c *gin.Context) {
	var pod corev1.Pod
	key := client.ObjectKey{Namespace: c.Param("ns"), Name: c.Param("name")}
	if err := p.client.Get(c.Request.Context(), key, &pod); err != nil {
		fail(c, err)
		return
	}
	pod.TypeMeta = kind("Pod")
	c.JSON(http.StatusOK, &pod)
}

// listPods lists one namespace, or all of them where the path names none.
func (p *peer) listPods(c *gin.Context) {
	selector, err := labels.Parse(c.Query("labelSelector"))
	if err != nil {
		fail(c, apierrors.NewBadRequest(err.Error()))
		return
	}
	var list corev1.PodList
	if err := p.client.List(c.Request.Context(), &list,
		client.InNamespace(c.Param("ns")), client.MatchingLabelsSelector{Selector: selector}); err != nil {
		fail(c, err)
		return
	}
	list.TypeMeta = kind("PodList")
	list.Continue = "" // the cache puts a placeholder here, which clients would follow as a next page
	c.JSON(http.StatusOK, &list)
}

func (p *peer) createPod(c *gin.Context) {
	var pod corev1.Pod
	if err := c.ShouldBindJSON(&pod); err != nil {
		fail(c, apierrors.NewBadRequest(err.Error()))
		return
	}
	if pod.Namespace != "" && pod.Namespace != c.Param("ns") {
		fail(c, apierrors.NewBadRequest("the pod's namespace is not the one in the path"))
		return
	}
	pod.Namespace = c.Param("ns")
	if err := p.client.Create(c.Request.Context(), &pod); err != nil {
		fail(c, err)
		return
	}
	pod.TypeMeta = kind("Pod")
	c.JSON(http.StatusCreated, &pod)
}

func (p *peer) readyz(c *gin.Context) {
	if !p.ready.Load() {
		c.String(http.StatusServiceUnavailable, "cache not synced")
		return
	}
	c.String(http.StatusOK, "ok")
}

// memory answers, in bytes and after a collection, what the process holds.
func memory(c *gin.Context) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	rss, err := residentBytes()
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"HeapAlloc": m.HeapAlloc, "Sys": m.Sys, "RSS": rss})
}

// residentBytes reads VmRSS, which the kernel gives in kB.
func residentBytes() (uint64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	var kb uint64
	_, line, _ := bytes.Cut(status, []byte("VmRSS:"))
	_, err = fmt.Sscanf(string(line), "%d", &kb)
	return kb << 10, err
}

// fail answers with the API's own Status where err carries one.
func fail(c *gin.Context, err error) {
	status := apierrors.NewInternalError(err).Status()
	var api apierrors.APIStatus
	if errors.As(err, &api) && api.Status().Code != 0 {
		status = api.Status()
	}
	status.TypeMeta = kind("Status")
	c.JSON(int(status.Code), status)
}
