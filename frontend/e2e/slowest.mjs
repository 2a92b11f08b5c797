// A reporter of Playwright's: the ten slowest tests, for whoever wants the suite quicker.
const shown = 10;

export default class Slowest {
  /** @type {{name: string, duration: number}[]} */
  tests = [];

  /**
   * @param {import("@playwright/test/reporter").TestCase} test
   * @param {import("@playwright/test/reporter").TestResult} result
   */
  onTestEnd(test, { duration }) {
    this.tests.push({ name: test.titlePath().filter(Boolean).join(" › "), duration });
  }

  onEnd() {
    const slowest = this.tests.sort((a, b) => b.duration - a.duration).slice(0, shown);
    console.log(`\nThe ten slowest browser tests:\n${slowest.map(line).join("\n")}`);
  }

  printsToStdio() {
    return false; // beside a reporter that shows how it goes
  }
}

/** @param {{name: string, duration: number}} test */
const line = ({ name, duration }) => `${(duration / 1000).toFixed(1).padStart(6)} s  ${name}`;
