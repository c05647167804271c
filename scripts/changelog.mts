/**
 * Turns the section "Unreleased" of both CHANGELOG.md, the library's and that of cdk-codeconnections-local, into that of a
 * version: `node scripts/changelog.mts <version> [<notes>]`. If the file `<notes>` is given, the text of the library's
 * section is also written to it, for the release on GitHub.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const UNRELEASED = '## [Unreleased]\n';
const [version, notes] = process.argv.slice(2);

if (!version || !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
  throw new Error(`the version must look like 1.2.3, got ${version}`);
}
const releases = ['CHANGELOG.md', 'local/CHANGELOG.md'].map((file) => release(file, version));
for (const { file, changelog } of releases) writeFileSync(file, changelog);
if (notes) writeFileSync(notes, `${releases[0].section}\n`);

/** The file as it becomes, and the text of the section. */
function release(file: string, version: string) {
  const changelog = readFileSync(file, 'utf8');
  const begin = changelog.indexOf(UNRELEASED);
  if (begin < 0) throw new Error(`${file} has no section "${UNRELEASED.trim()}": add one`);
  if (changelog.includes(`## [${version}]`)) throw new Error(`${file} already has a section for ${version}`);
  const next = changelog.indexOf('\n## [', begin);
  const section = changelog.slice(begin + UNRELEASED.length, next < 0 ? undefined : next + 1).trim();
  if (!section) {
    throw new Error(
      `${file} has no text under "${UNRELEASED.trim()}": describe the changes in ${version}, or say that there are none`,
    );
  }
  const heading = `## [${version}] - ${new Date().toISOString().slice(0, 10)}\n`;
  return { file, section, changelog: changelog.replace(UNRELEASED, `${UNRELEASED}\n${heading}`) };
}
