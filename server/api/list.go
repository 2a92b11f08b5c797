package api

import (
	"context"
	"reflect"
	"slices"

	"github.com/gin-gonic/gin"

	"jalons/server/domain"
)

// List is the answer of every list.
type List[T any] struct {
	Items         []T     `json:"items" doc:"this page of the list"`
	Total         int64   `json:"total" doc:"number of real items on all pages"`
	Invented      int64   `json:"invented" doc:"number of items on all pages that are invented to show the program; they are not in total"`
	Next          *string `json:"next" doc:"give it as after to get the next page; null on the last one"`
	Demonstration bool    `json:"demonstration" doc:"true where an item of this page is invented to show the program; each says whether it is"`
}

// Paging chooses a page of a list.
type Paging struct {
	Limit int    `query:"limit" default:"50" validate:"gte=1,lte=200" doc:"how many items a page has at most"`
	After string `query:"after" validate:"max=200" doc:"the cursor that the page before gave as next"`
}

// pageLimit is the longest page.
const pageLimit = 200

// list registers a list, which is read page by page, and as .csv the whole of it.
func list[Filter, Item any](
	reg *Registry, route Route, call func(context.Context, Filter, Paging) (List[Item], error),
) {
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
		normalize(reflect.ValueOf(&page).Elem(), want.Lang)
		return reg.answer(c, route.Policy, page)
	}
	reg.add(
		route, reflect.TypeFor[List[Item]](), handler, reflect.TypeFor[Filter](), reflect.TypeFor[Paging](),
		reflect.TypeFor[language](),
	)
	table(reg, route, call)
}

// paged makes one page of items that hold more than limit where there is a next page; key gives the
// cursor after an item.
func paged[T any](items []T, count domain.Count, limit int, key func(T) string) List[T] {
	list := List[T]{Items: items, Total: int64(count.Real), Invented: int64(count.Invented)}
	if len(items) > limit {
		list.Items = items[:limit]
		next := key(list.Items[limit-1])
		list.Next = &next
	}
	list.Demonstration = isInvented(reflect.ValueOf(list.Items))
	return list
}

// cut makes one page of a list of facts, which is short enough to be read whole. Figures beside them may be invented.
func cut[T any](items []T, page Paging, key func(T) string) (List[T], error) {
	count := domain.Count{Real: len(items)}
	if page.After != "" {
		place := slices.IndexFunc(items, func(item T) bool { return key(item) == page.After })
		if place < 0 {
			return List[T]{}, domain.BadCursor()
		}
		items = items[place+1:]
	}
	return paged(items, count, page.Limit, key), nil
}
