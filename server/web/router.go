package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// Policy says who may use a route. The empty policy is none and is refused at start.
type Policy string

// Public is for everybody, and for what is published only.
const Public Policy = "public"

// Route is a route as it was declared.
type Route struct {
	Method string
	Path   string
	Policy Policy
}

// Router is the one table of routes, shared by the API and the pages.
type Router struct {
	engine *gin.Engine
	fail   Fail
	guard  *Guard // nil where all routes are public
	routes []Route
}

// NewRouter gives an empty table. What no route answers goes to fail. The guard stands before every route
// that is not public; it may be nil where there is none.
func NewRouter(fail Fail, guard *Guard) *Router {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	// No proxy is trusted to say who the client is; nil is always well formed.
	_ = engine.SetTrustedProxies(nil)
	engine.NoRoute(func(c *gin.Context) { fail(c.Writer, c.Request, NotFound()) })
	engine.NoMethod(func(c *gin.Context) {
		allow(c.Writer.Header())
		fail(c.Writer, c.Request, &Refusal{Status: http.StatusMethodNotAllowed, Code: "method"})
	})
	return &Router{engine: engine, fail: fail, guard: guard}
}

// allow adds what the edge makes of GET.
func allow(h http.Header) {
	methods := strings.Split(h.Get("Allow"), ", ")
	if slices.Contains(methods, http.MethodGet) {
		methods = append(methods, http.MethodHead)
	}
	h.Set("Allow", strings.Join(methods, ", "))
}

// Handle adds a route with its policy.
func (r *Router) Handle(route Route, handler gin.HandlerFunc) {
	r.engine.Handle(route.Method, route.Path, r.guarded(route.Policy, handler))
	r.routes = append(r.routes, route)
}

func (r *Router) guarded(policy Policy, handler gin.HandlerFunc) gin.HandlerFunc {
	if policy == Public {
		return handler
	}
	return func(c *gin.Context) {
		if err := r.guard.admit(c, policy); err != nil {
			r.fail(c.Writer, c.Request, err)
			return
		}
		handler(c)
	}
}

// Engine gives the engine that answers; nothing is registered on it but through Handle.
func (r *Router) Engine() *gin.Engine { return r.engine }

// Routes lists the routes in the order of their declaration.
func (r *Router) Routes() []Route { return slices.Clone(r.routes) }

// Check names every route without a policy that is known; the server does not start with one.
func (r *Router) Check() error {
	var missing []error
	declared := map[string]bool{}
	for _, route := range r.routes {
		declared[route.Method+" "+route.Path] = route.Policy == Public || len(RolesOf(route.Policy)) > 0
		if route.Policy != Public && r.guard == nil {
			missing = append(missing, fmt.Errorf("nothing guards route %s %s", route.Method, route.Path))
		}
	}
	for _, route := range r.engine.Routes() {
		if name := route.Method + " " + route.Path; !declared[name] {
			missing = append(missing, fmt.Errorf("route %s has no policy", name))
		}
	}
	return errors.Join(missing...)
}
