// Draws the world once, by hand (`npm run map`): shapes.json is committed, the server only prints it.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { geoEqualEarth } from "d3-geo";
import { placed } from "./circles.mjs";
import { landOf, pathText, projected, ringArea, rings, shapeOf, simplified } from "./outline.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const statesFile = process.argv[2] ?? here("../../seeds/reference/states.csv");
const worldFile = here("../node_modules/world-atlas/countries-50m.json");
const antarctica = "010";
const withoutNumber = { XK: "Kosovo" };
const centre = [-11, 0];
const tooSmall = 60;
const visible = 6;

/** Reads a CSV with quoted fields into objects keyed by its header. */
function table(text) {
  const rows = text.trim().split(/\r?\n/).map(fields);
  const [header, ...body] = rows;
  return body.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

function fields(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    (match) => match[1]?.replaceAll('""', '"') ?? match[2],
  );
}

const point = (state) => [Number(state.lon), Number(state.lat)];
const multiPoint = (states) => ({ type: "MultiPoint", coordinates: states.map(point) });
const largest = (list) => list.reduce((best, ring) => (ringArea(ring) > ringArea(best) ? ring : best), list[0]);

/** The geometry of each government by its code; federated governments have none of their own. */
function geometries(world, states) {
  const all = world.objects.countries.geometries;
  const own = (state) =>
    all.find((g) => (state.iso_num ? g.id === state.iso_num : g.properties.name === withoutNumber[state.code]));
  const pairs = states.filter((state) => state.kind === "state").map((state) => [state.code, own(state)]);
  const lost = pairs.filter(([, geometry]) => !geometry).map(([code]) => code);
  if (lost.length) throw new Error(`no shape for ${lost.join(", ")}`);
  return new Map(pairs);
}

/** One drawing: the outlines of some governments, the other land, and circles for the small. */
function drawing(world, states, { projection, size, tolerance, radius }) {
  const drawn = geometries(world, states);
  const codes = new Map([...drawn].map(([code, geometry]) => [geometry.properties, code]));
  const plane = simplified(projected(world, projection), [...drawn.values()], tolerance);
  const countries = plane.objects.countries.geometries;
  const outlines = new Map();
  for (const geometry of countries) {
    const code = codes.get(geometry.properties);
    if (code) outlines.set(code, rings(shapeOf(plane, geometry), size));
  }
  const rest = countries.filter((geometry) => !codes.has(geometry.properties) && geometry.id !== antarctica);
  const small = states
    .map((state) => anchor(state, outlines.get(state.code) ?? [], projection, radius))
    .filter((a) => a.area < tooSmall);
  const shown = [...outlines].filter(([, list]) => totalArea(list) >= visible);
  return {
    viewBox: [0, 0, ...size],
    others: pathText(rings(landOf(plane, rest), size)),
    shapes: Object.fromEntries(shown.map(([code, list]) => [code, pathText(list)])),
    circles: placed(small),
    outlines,
  };
}

const totalArea = (list) => list.reduce((sum, ring) => sum + ringArea(ring), 0);

function anchor(state, outline, projection, radius) {
  const area = totalArea(outline);
  const [x, y] = area >= visible ? middle(largest(outline)) : projection(point(state));
  return { code: state.code, x, y, r: radius(x, y), area: area >= visible ? area : 0 };
}

/** The middle of a ring's extent: stable, and inside every small shape that we draw. */
function middle(ring) {
  const [[x0, y0], [x1, y1]] = extent(ring);
  return [(x0 + x1) / 2, (y0 + y1) / 2];
}

function extent(points) {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [
    [Math.min(...xs), Math.min(...ys)],
    [Math.max(...xs), Math.max(...ys)],
  ];
}

/**
 * The window that shows a region's governments, in the proportions of the whole map; what lies an
 * ocean away is named.
 */
function zoom(states, world, projection) {
  const xs = states.map((state) => projection(point(state))[0]).sort((a, b) => a - b);
  const near = (state) => Math.abs(projection(point(state))[0] - xs[xs.length >> 1]) < world.viewBox[2] / 2;
  const points = states.filter(near).flatMap((state) => {
    const outline = world.outlines.get(state.code);
    return [projection(point(state)), ...(outline?.length ? largest(outline) : [])];
  });
  const outside = states.filter((state) => !near(state)).map((state) => state.code);
  return { viewBox: framed(extent(points), world.viewBox), ...(outside.length && { outside }) };
}

function framed([[x0, y0], [x1, y1]], [, , width, height]) {
  const margin = 10;
  const share = Math.min(1, Math.max((x1 - x0 + 2 * margin) / width, (y1 - y0 + 2 * margin) / height));
  const [w, h] = [width * share, height * share];
  const inside = (middle, part, whole) => Math.min(Math.max(middle - part / 2, 0), whole - part);
  return [inside((x0 + x1) / 2, w, width), inside((y0 + y1) / 2, h, height), w, h].map((n) => Math.round(n * 10) / 10);
}

function worldProjection(width) {
  const projection = geoEqualEarth().rotate(centre).fitWidth(width, { type: "Sphere" });
  const [, top] = projection([11, 83.7]);
  const [, bottom] = projection([11, -56.5]);
  const [x, y] = projection.translate();
  return { projection: projection.translate([x, y - top]), size: [width, Math.ceil(bottom - top)] };
}

function insetProjection(states, size) {
  const edge = 34;
  const window = [
    [edge, edge],
    [size[0] - edge, size[1] - edge],
  ];
  return { projection: geoEqualEarth().rotate(centre).fitExtent(window, multiPoint(states)), size };
}

const world = JSON.parse(await readFile(worldFile, "utf8"));
const states = table(await readFile(statesFile, "utf8")).sort((a, b) => (a.code < b.code ? -1 : 1));
const regions = [...new Set(states.map((state) => state.region))].sort();
const inRegion = (region) => states.filter((state) => state.region === region);

const whole = worldProjection(800);
const inEurope = (x, y) => x > 375 && x < 500 && y < 130;
const map = drawing(world, states, {
  ...whole,
  tolerance: { detail: 0.7, background: 2, islet: 1.5 },
  radius: (x, y) => (inEurope(x, y) ? 4 : 5),
});
const europe = drawing(world, inRegion("europe"), {
  ...insetProjection(inRegion("europe"), [400, 300]),
  tolerance: { detail: 2, background: 5, islet: 5 },
  radius: () => 5,
});
const { outlines: _, ...inset } = europe;
const zooms = Object.fromEntries(regions.map((region) => [region, zoom(inRegion(region), map, whole.projection)]));
const { outlines: __, ...drawn } = map;
const text = JSON.stringify({
  source: "Natural Earth 1:50m (public domain), world-atlas 2.0.2; Equal Earth",
  ...drawn,
  regions: zooms,
  insets: { europe: inset },
});
await writeFile(here("shapes.json"), `${text.replaceAll('},"', '},\n"')}\n`);
