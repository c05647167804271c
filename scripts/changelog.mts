/**
 * Turns the section "Unreleased" of CHANGELOG.md into that of a version: `node scripts/changelog.mts <version>
 * [<notes>]`. If the file `<notes>` is given, the text of the section is also written to it, for the release on GitHub.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const CHANGELOG = 'CHANGELOG.md';
const UNRELEASED = '## [Unreleased]\n';
const [version, notes] = process.argv.slice(2);

if (!version || !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
  throw new Error(`the version must look like 1.2.3, got ${version}`);
}
const changelog = readFileSync(CHANGELOG, 'utf8');
const begin = changelog.indexOf(UNRELEASED);
if (begin < 0) throw new Error(`${CHANGELOG} has no section "${UNRELEASED.trim()}": add one`);
if (changelog.includes(`## [${version}]`)) throw new Error(`${CHANGELOG} already has a section for ${version}`);
const next = changelog.indexOf('\n## [', begin);
const section = changelog.slice(begin + UNRELEASED.length, next < 0 ? undefined : next + 1).trim();
if (!section)
  throw new Error(`${CHANGELOG} has no text under "${UNRELEASED.trim()}": describe the changes in ${version}`);

const heading = `## [${version}] - ${new Date().toISOString().slice(0, 10)}\n`;
writeFileSync(CHANGELOG, changelog.replace(UNRELEASED, `${UNRELEASED}\n${heading}`));
if (notes) writeFileSync(notes, `${section}\n`);
