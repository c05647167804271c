import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CommandError } from '../../languages/command.ts';
import { language, missing } from '../../languages/index.ts';
import { synth } from '../../languages/synth.ts';

jest.setTimeout(600_000); // the first test of a language packages the library for it, unless that is done

const NAME_TOO_LONG = `[INVALID_CONNECTION] 'connectionName' must have 1 to 32 characters, got 33: "${'x'.repeat(33)}"`;
const CLAIMED_TWICE =
  "[BadInput/next] [STACK_SYNCED_TWICE] a stack can have only one sync configuration, and 'BadInput/main' is already for the stack 'prod'; " +
  'remove one of the two, or change the stack name of one';

/** What an app prints that makes the mistake: a whole line, or the end of one. */
const MISTAKES: Record<string, Record<string, string>> = {
  python: {
    'wrong type':
      'TypeError: type of argument provider_type must be one of (cdk_codeconnections.ProviderType, NoneType); got str instead',
    'required property missing':
      "TypeError: RepositoryLink.__init__() missing 1 required keyword-only argument: 'repository_name'",
    'unknown property': "TypeError: Connection.__init__() got an unexpected keyword argument 'colour'",
    'name too long': `RuntimeError: ${NAME_TOO_LONG}`,
    'two sync configurations for one stack': CLAIMED_TWICE,
  },
  java: {
    'required property missing': 'Caused by: java.lang.NullPointerException: repositoryName is required',
    'null for the scope': 'Caused by: java.lang.NullPointerException: scope is required',
    'name too long': `Caused by: software.amazon.jsii.JsiiError: ${NAME_TOO_LONG}`,
    'two sync configurations for one stack': CLAIMED_TWICE,
  },
  go: {
    'nil for the properties': 'panic: parameter props is required, but nil was provided',
    'nil for the scope': 'panic: parameter scope is required, but nil was provided',
    'required property missing': 'panic: Field *string.RepositoryName is required, but has nil value',
    'name too long': `panic: ${NAME_TOO_LONG}`,
    'two sync configurations for one stack': CLAIMED_TWICE,
  },
};

describe.each(Object.entries(MISTAKES))('an app in %s', (name, mistakes) => {
  const run = missing(language(name)) ? test.skip : test;

  run.each(Object.entries(mistakes))('that makes the mistake "%s" is told so', async (mistake, message) => {
    const printed = await outputOf(name, mistake);
    expect(printed.split('\n')).toContainEqual(expect.stringContaining(message));
  });
});

/** What the app prints when it fails. */
async function outputOf(name: string, mistake: string): Promise<string> {
  const app = join(__dirname, 'bad-input', name);
  const error = await synth(name, app, { context: { mistake } }).catch((reason: unknown) => reason);
  if (!(error instanceof CommandError)) throw error;
  return stripVTControlCharacters(error.output);
}
