package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"reflect"
	"strings"

	"github.com/gin-gonic/gin"

	"jalons/server/exchange"
	"jalons/server/ledger"
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

// Table is a list as a whole: one name, one set of columns, for whoever asks for its .csv and for an export.
type Table struct {
	Name    string
	columns []column
	whole   func(ctx context.Context, to io.Writer) error
}

// Write writes all of the list as it is asked for without a parameter.
func (t Table) Write(ctx context.Context, to io.Writer) error { return t.whole(ctx, to) }

// table registers the .csv of a list: all of it, streamed page by page.
func table[Filter, Item any](
	reg *Registry, route Route, call func(context.Context, Filter, Paging) (List[Item], error),
) {
	columns, err := tableOf(reflect.TypeFor[Item]())
	if err != nil {
		reg.errs = append(reg.errs, fmt.Errorf("%s.csv: %w", route.Path, err))
	}
	name := strings.TrimPrefix(route.Path, "/")
	route.Path += ".csv"
	route.Summary += ", as CSV"
	asked := func(c *gin.Context) (s sheet[Item], err error) {
		var filter Filter
		var as flavour
		var want language
		if err := reg.binder.Bind(c, &filter, &as, &want); err != nil {
			return s, err
		}
		pages := func(ctx context.Context, after string) (List[Item], error) {
			page, err := call(ledger.Exporting(ctx), filter, Paging{Limit: pageLimit, After: after})
			normalize(reflect.ValueOf(&page).Elem(), want.Lang)
			return page, err
		}
		return sheet[Item]{columns: columns, flavour: as.kind(), pages: pages}, nil
	}
	handler := func(c *gin.Context) error {
		s, err := asked(c)
		if err != nil {
			return err
		}
		return s.send(c, reg.record, route.Policy)
	}
	reg.add(route, nil, handler, reflect.TypeFor[Filter](), reflect.TypeFor[flavour](), reflect.TypeFor[language]())
	whole := func(ctx context.Context, to io.Writer) error {
		plain, err := http.NewRequestWithContext(ctx, http.MethodGet, Prefix+route.Path, nil)
		if err != nil {
			return err
		}
		s, err := asked(&gin.Context{Request: plain})
		if err != nil {
			return err
		}
		return s.writeAll(ctx, to)
	}
	reg.tables = append(reg.tables, Table{name, columns, whole})
}

// sheet is one table on its way to somebody.
type sheet[Item any] struct {
	columns []column
	flavour exchange.Flavour
	pages   func(ctx context.Context, after string) (List[Item], error)
}

// send answers with the table, page by page. The first is read before anything is sent, so that its errors are
// problems; a later error breaks the connection.
func (s sheet[Item]) send(c *gin.Context, record Record, policy web.Policy) error {
	ctx := c.Request.Context()
	first, err := s.pages(ctx, "")
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Type", exchange.CSVContentType)
	demonstration, err := s.labelled(ctx, record, first)
	if err != nil {
		return err
	}
	setLabel(h, demonstration)
	h.Set("Content-Disposition", `attachment; filename="`+fileName(c.FullPath(), demonstration)+`"`)
	h.Set("Cache-Control", "no-cache")
	keep(c, policy)
	c.Writer.WriteHeader(http.StatusOK)
	c.Writer.WriteHeaderNow()
	if err := s.write(ctx, c.Writer, first); err != nil {
		web.Abort(ctx, err)
	}
	return nil
}

// labelled says whether rows of the table may be invented: the first page knows of a short one.
func (s sheet[Item]) labelled(ctx context.Context, record Record, first List[Item]) (bool, error) {
	if first.Demonstration || first.Next == nil || !mayBeInvented(reflect.TypeFor[Item]()) {
		return first.Demonstration, nil
	}
	return record.Demonstration(ctx)
}

// writeAll writes the table from its beginning.
func (s sheet[Item]) writeAll(ctx context.Context, to io.Writer) error {
	first, err := s.pages(ctx, "")
	if err != nil {
		return err
	}
	return s.write(ctx, to, first)
}

// write writes the header, the first page and all that follow it.
func (s sheet[Item]) write(ctx context.Context, to io.Writer, page List[Item]) error {
	header := make([]string, len(s.columns))
	for i, column := range s.columns {
		header[i] = column.name
	}
	out, err := exchange.NewCSVWriter(to, s.flavour, header...)
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
		if page, err = s.pages(ctx, after); err != nil {
			return err
		}
	}
}

// labelColumn is the column that says of every row whether something in it is invented.
const labelColumn = "demonstration"

func (s sheet[Item]) writePage(out *exchange.CSVWriter, page List[Item]) error {
	cells := make([]exchange.Cell, len(s.columns))
	for i := range page.Items {
		item := reflect.ValueOf(&page.Items[i]).Elem()
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
