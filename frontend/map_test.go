package frontend

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"testing"
)

// circle stands for a government that is too small to see; ax, ay and until are left out where not needed.
type circle struct{ X, Y, R, Hit, Ax, Ay, Until float64 }

type drawing struct {
	ViewBox [4]float64
	Others  string
	Shapes  map[string]string
	Circles map[string]circle
}

type world struct {
	drawing
	Regions map[string]struct {
		ViewBox [4]float64
		Outside []string
	}
	Insets map[string]drawing
}

func mapShapes(t *testing.T) world {
	t.Helper()
	text, err := Files.ReadFile("map/shapes.json")
	if err != nil {
		t.Fatal(err)
	}
	var shapes world
	if err := json.Unmarshal(text, &shapes); err != nil {
		t.Fatal(err)
	}
	return shapes
}

// Nobody is missing from the map, and every region has a window of its own.
func TestMapShowsEveryGovernment(t *testing.T) {
	file, err := os.Open("../seeds/reference/states.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	shapes := mapShapes(t)
	for _, row := range rows[1:] {
		code, region := row[column["code"]], row[column["region"]]
		if shapes.Shapes[code] == "" && shapes.Circles[code].R == 0 {
			t.Errorf("%s has neither shape nor circle", code)
		}
		if shapes.Regions[region].ViewBox[2] == 0 {
			t.Errorf("%s: region %s has no window", code, region)
		}
		inset := shapes.Insets[region]
		if _, drawn := shapes.Insets[region]; drawn && inset.Shapes[code] == "" && inset.Circles[code].R == 0 {
			t.Errorf("%s is missing from the inset of %s", code, region)
		}
	}
}

// Circles lie inside the picture and none hides another, on the whole map and in each region's window.
func TestCirclesStayApart(t *testing.T) {
	shapes := mapShapes(t)
	zooms := []float64{1}
	for _, region := range shapes.Regions {
		zooms = append(zooms, shapes.ViewBox[2]/region.ViewBox[2])
	}
	for _, zoom := range zooms {
		for a, first := range shapes.Circles {
			x, y := first.at(zoom)
			if x < 0 || y < 0 || x > shapes.ViewBox[2] || y > shapes.ViewBox[3] {
				t.Errorf("%s lies outside the map", a)
			}
			for b, second := range shapes.Circles {
				otherX, otherY := second.at(zoom)
				if a < b && first.shown(zoom) && second.shown(zoom) &&
					math.Hypot(x-otherX, y-otherY)*zoom < first.R+second.R {
					t.Errorf("at zoom %.1f %s hides %s", zoom, a, b)
				}
			}
		}
	}
}

// at is where a circle stands at a zoom: its way from the anchor keeps its length on the screen.
func (c circle) at(zoom float64) (float64, float64) {
	if c.Ax == 0 {
		return c.X, c.Y
	}
	return c.Ax + (c.X-c.Ax)/zoom, c.Ay + (c.Y-c.Ay)/zoom
}

func (c circle) shown(zoom float64) bool { return c.Until == 0 || c.Until > zoom }
