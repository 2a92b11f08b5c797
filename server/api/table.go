package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"jalons/server/exchange"
	"jalons/server/tracker"
	"jalons/server/web"
)

// flavour chooses how a table is written.
type flavour struct {
	Flavour string `query:"flavour" default:"standard" validate:"oneof=standard excel-fr" doc:"standard is RFC 4180; excel-fr has semicolons, decimal commas and a byte order mark"`
}

func (f flavour) kind() exchange.Flavour {
	if f.Flavour == "excel-fr" {
		return exchange.FrenchExcel
	}
	return exchange.Standard
}

var errCursor = errors.New("table: the list does not end")

// table registers the .csv of a list: all of it, streamed page by page.
func table[Filter, Item any](reg *Registry, route Route, call func(context.Context, Filter, Paging) (List[Item], error)) {
	columns, err := columnsOf(reflect.TypeFor[Item]())
	if err != nil {
		reg.errs = append(reg.errs, fmt.Errorf("%s.csv: %w", route.Path, err))
	}
	route.Path += ".csv"
	route.Summary += ", as CSV"
	handler := func(c *gin.Context) error {
		var filter Filter
		var as flavour
		var want language
		if err := reg.binder.Bind(c, &filter, &as, &want); err != nil {
			return err
		}
		pages := func(ctx context.Context, after string) (List[Item], error) {
			page, err := call(tracker.Exporting(ctx), filter, Paging{Limit: pageLimit, After: after})
			settle(reflect.ValueOf(&page).Elem(), want.Lang)
			return page, err
		}
		return sheet[Item]{context: c, record: reg.record, columns: columns, flavour: as.kind(), policy: route.Policy, pages: pages}.stream()
	}
	reg.add(route, nil, handler, reflect.TypeFor[Filter](), reflect.TypeFor[flavour](), reflect.TypeFor[language]())
}

// sheet is one table on its way to a client.
type sheet[Item any] struct {
	context *gin.Context
	record  Record
	columns []column
	flavour exchange.Flavour
	policy  web.Policy
	pages   func(ctx context.Context, after string) (List[Item], error)
}

// stream writes one page after the other. The first is read before anything is sent, so that its
// errors are problems; a later error breaks the connection.
func (s sheet[Item]) stream() error {
	c, ctx := s.context, s.context.Request.Context()
	page, err := s.pages(ctx, "")
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Type", exchange.CSVContentType)
	demonstration, err := s.labelled(ctx, page)
	if err != nil {
		return err
	}
	setLabel(h, demonstration)
	h.Set("Content-Disposition", `attachment; filename="`+fileName(c.FullPath(), demonstration)+`"`)
	h.Set("Cache-Control", "no-cache")
	keep(c, s.policy)
	c.Writer.WriteHeader(http.StatusOK)
	c.Writer.WriteHeaderNow()
	if err := s.write(page); err != nil {
		web.Abort(ctx, err)
	}
	return nil
}

// labelled says whether rows of the table may be invented: the first page knows of a short one.
func (s sheet[Item]) labelled(ctx context.Context, first List[Item]) (bool, error) {
	if first.Demonstration || first.Next == nil || !mayBeInvented(reflect.TypeFor[Item]()) {
		return first.Demonstration, nil
	}
	return s.record.Demonstration(ctx)
}

// write sends the header, the first page and all that follow it.
func (s sheet[Item]) write(page List[Item]) error {
	out, err := exchange.NewCSVWriter(s.context.Writer, s.flavour, s.header()...)
	if err != nil {
		return err
	}
	for after := ""; ; {
		if err := s.writePage(out, page); err != nil {
			return err
		}
		if page.Next == nil {
			return nil
		}
		if *page.Next == after {
			return errCursor
		}
		after = *page.Next
		if page, err = s.pages(s.context.Request.Context(), after); err != nil {
			return err
		}
	}
}

// labelColumn is the column that says of every row whether something in it is invented.
const labelColumn = "demonstration"

// header names the columns; labelColumn comes last where the items don't have it themselves.
func (s sheet[Item]) header() []string {
	var names []string
	for _, column := range s.columns {
		names = append(names, column.name)
	}
	if !slices.Contains(names, labelColumn) {
		names = append(names, labelColumn)
	}
	return names
}

func (s sheet[Item]) writePage(out *exchange.CSVWriter, page List[Item]) error {
	cells := make([]exchange.Cell, len(s.header()))
	for i := range page.Items {
		item := reflect.ValueOf(&page.Items[i]).Elem()
		cells[len(cells)-1] = exchange.TextCell(fmt.Sprint(isInvented(item)))
		for n, column := range s.columns {
			cells[n] = column.cell(item)
		}
		if err := out.Write(cells...); err != nil {
			return err
		}
	}
	return out.Flush()
}

// fileName says in the name already where figures are invented.
func fileName(route string, demonstration bool) string {
	name := strings.TrimSuffix(path.Base(route), ".csv")
	if demonstration {
		name = "demonstration-" + name
	}
	return "jalons-" + name + ".csv"
}
