package app

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"jalons/server/database"
	"jalons/server/web"
)

// probes adds what a supervisor asks: is the process alive, and can it serve?
func (s *Server) probes(router *web.Router) {
	router.Handle(web.Route{Method: http.MethodGet, Path: "/healthz", Policy: web.Public}, func(c *gin.Context) {
		c.JSON(http.StatusOK, gin.H{"status": "alive", "version": s.config.Version})
	})
	router.Handle(web.Route{Method: http.MethodGet, Path: "/readyz", Policy: web.Public}, func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		readOnly, err := s.ready(c.Request.Context())
		if err != nil {
			s.log.Warn("not ready", "error", err)
			c.JSON(http.StatusServiceUnavailable, gin.H{"status": "not ready", "reason": reasonOf(err)})
			return
		}
		status := "ready"
		if readOnly {
			status = "read-only"
		}
		c.JSON(http.StatusOK, gin.H{"status": status})
	})
}

// reasonOf says in public words why the server is not ready; the error itself stays in the log.
func reasonOf(err error) string {
	if errors.Is(err, database.ErrBehind) {
		return database.ErrBehind.Error()
	}
	return "the database does not answer"
}
