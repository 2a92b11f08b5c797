package api

import (
	"context"
	"reflect"

	"github.com/gin-gonic/gin"
)

// List is the answer of every list.
type List[T any] struct {
	Items         []T     `json:"items" doc:"this page of the list"`
	Total         int64   `json:"total" doc:"number of items on all pages"`
	Next          *string `json:"next" doc:"give it as after to get the next page; null on the last one"`
	Demonstration bool    `json:"demonstration" doc:"true where figures are invented to show the program, not real ones"`
}

// Paging chooses a page of a list.
type Paging struct {
	Limit int    `query:"limit" default:"50" validate:"gte=1,lte=200" doc:"how many items a page has at most"`
	After string `query:"after" validate:"omitempty,code" doc:"the cursor that the page before gave as next"`
}

// pageLimit is the longest page.
const pageLimit = 200

// list registers a list that is read page by page, and as .csv the whole of it.
func list[Filter, Item any](reg *Registry, route Route, call func(context.Context, Filter, Paging) (List[Item], error)) {
	handler := func(c *gin.Context) error {
		var filter Filter
		var paging Paging
		var want language
		if err := reg.binder.Bind(c, &filter, &paging, &want); err != nil {
			return err
		}
		page, err := call(c.Request.Context(), filter, paging)
		if err != nil {
			return err
		}
		settle(reflect.ValueOf(&page).Elem(), want.Lang)
		return reg.answer(c, route.Policy, page)
	}
	reg.add(route, reflect.TypeFor[List[Item]](), handler, reflect.TypeFor[Filter](), reflect.TypeFor[Paging](), reflect.TypeFor[language]())
	table(reg, route, call)
}

// whole registers a list that is short enough to be read at once, and as .csv.
func whole[Filter, Item any](reg *Registry, route Route, call func(context.Context, Filter) (List[Item], error)) {
	get(reg, route, call)
	table(reg, route, func(ctx context.Context, filter Filter, _ Paging) (List[Item], error) {
		return call(ctx, filter)
	})
}
