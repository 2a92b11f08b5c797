package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
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
	guard  *Authenticator // nil where all routes are public
	groups map[Policy]*gin.RouterGroup
	routes []Route
}

// NewRouter gives an empty table. What no route answers goes to fail. The guard stands before every route
// that is not public; it may be nil where there is none.
func NewRouter(fail Fail, guard *Authenticator) *Router {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	// No proxy is trusted to say who the client is; nil is always well formed.
	_ = engine.SetTrustedProxies(nil)
	r := &Router{engine: engine, fail: fail, guard: guard, groups: map[Policy]*gin.RouterGroup{}}
	engine.NoRoute(func(c *gin.Context) {
		if !r.withoutSlash(c) {
			fail(c.Writer, c.Request, NotFound())
		}
	})
	engine.NoMethod(func(c *gin.Context) {
		allow(c.Writer.Header())
		fail(c.Writer, c.Request, &Refusal{Status: http.StatusMethodNotAllowed, Code: "method"})
	})
	return r
}

// withoutSlash leads an address with a slash too many at its end to the route that it means. gin would
// do so too, but to wherever the header X-Forwarded-Prefix points.
func (r *Router) withoutSlash(c *gin.Context) bool {
	asked := c.Request.URL
	meant := url.URL{Path: strings.TrimRight(asked.Path, "/"), RawQuery: asked.RawQuery}
	method := c.Request.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if meant.Path == asked.Path || strings.Contains(meant.Path, "//") || !r.has(method, meant.Path) {
		return false
	}
	status := http.StatusPermanentRedirect
	if method == http.MethodGet {
		status = http.StatusMovedPermanently
	}
	c.Redirect(status, meant.String())
	return true
}

// has says whether a route answers a path.
func (r *Router) has(method, path string) bool {
	parts := strings.Split(path, "/")
	return slices.ContainsFunc(r.routes, func(route Route) bool {
		want := strings.Split(route.Path, "/")
		return route.Method == method && len(want) == len(parts) && !slices.ContainsFunc(want, func(part string) bool {
			return strings.HasPrefix(part, "*")
		}) && slices.EqualFunc(want, parts, func(pattern, part string) bool {
			return pattern == part || strings.HasPrefix(pattern, ":") && part != ""
		})
	})
}

// allow adds what the edge makes of GET.
func allow(h http.Header) {
	methods := strings.Split(h.Get("Allow"), ", ")
	if slices.Contains(methods, http.MethodGet) {
		methods = append(methods, http.MethodHead)
	}
	h.Set("Allow", strings.Join(methods, ", "))
}

// Handle adds a route to the group of its policy.
func (r *Router) Handle(route Route, handler gin.HandlerFunc) {
	r.group(route.Policy).Handle(route.Method, route.Path, handler)
	r.routes = append(r.routes, route)
}

// group gives the routes of a policy, which stand behind the middleware that lets in whom it is for.
func (r *Router) group(policy Policy) *gin.RouterGroup {
	if known, ok := r.groups[policy]; ok {
		return known
	}
	group := r.engine.Group("/")
	if policy != Public {
		group.Use(r.auditRefusal, r.authorize(policy))
	}
	r.groups[policy] = group
	return group
}

// auditRefusal stands outside, so that it sees what the authenticator and what the handler refuse.
func (r *Router) auditRefusal(c *gin.Context) {
	c.Next()
	r.guard.auditRefusal(c)
}

func (r *Router) authorize(policy Policy) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := r.guard.authenticate(c, policy); err != nil {
			c.Abort()
			r.fail(c.Writer, c.Request, err)
		}
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
