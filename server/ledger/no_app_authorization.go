//go:build no_app_authz

package ledger

// AppAuthorization says that row-level security alone authorizes writes.
const AppAuthorization = false
