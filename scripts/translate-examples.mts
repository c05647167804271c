/**
 * Translates the examples of README.md, docs/ and docstrings into all languages, in `.jsii.tabl.json`. The packages get
 * the examples of README.md and docstrings, and tests run all of them.
 */
import { DEFAULT_TABLET_NAME, RosettaTranslator } from 'jsii-rosetta';
import { examples } from './examples.mts';

const snippets = (await examples()).map(({ snippet }) => snippet);
const translator = new RosettaTranslator({ includeCompilerDiagnostics: true });
const { diagnostics } = await translator.translateAll(snippets, { batchSize: snippets.length });
for (const { formattedMessage } of diagnostics) console.error(formattedMessage);
if (diagnostics.some(({ isError }) => isError)) process.exitCode = 1;
await translator.tablet.save(DEFAULT_TABLET_NAME);
