import { parseDocument } from 'yaml';

/** What a deployment file says. */
export interface DeploymentFile {
  /** The path of the template, from the root of the repository. */
  readonly templateFilePath: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

const KEYS = ['template-file-path', 'parameters', 'tags'];
const MOST = 50;

/** Reads a deployment file, which is YAML or JSON. Throws with what is wrong, as the event of a sync says it. */
export function parseDeploymentFile(text: string): DeploymentFile {
  // Every scalar is a text, as it is written: parameters and tags of CloudFormation are nothing else.
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'error' });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    throw new Error(`is not YAML: ${problem.message.split('\n')[0].replace(/:$/, '')}`);
  }
  const content = mapping(document.toJS(), 'what it holds');
  const unknown = Object.keys(content).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) {
    throw new Error(`has the unknown keys ${unknown.join(', ')}: it takes ${KEYS.join(', ')}`);
  }
  return {
    templateFilePath: pathOf(content['template-file-path']),
    parameters: texts(content.parameters, 'parameters'),
    tags: texts(content.tags, 'tags'),
  };
}

function pathOf(value: unknown): string {
  if (typeof value !== 'string' || value === '') {
    throw new Error('has no template-file-path');
  }
  const path = value.replace(/^(\.\/+)+/, '');
  if (path.startsWith('/') || path.split('/').includes('..')) {
    throw new Error(`has the template-file-path '${value}', which is outside of the repository`);
  }
  return path;
}

function texts(value: unknown, name: string): Record<string, string> {
  const entries = Object.entries(value === undefined || value === '' ? {} : mapping(value, name));
  if (entries.length > MOST) {
    throw new Error(`has ${entries.length} ${name}, of at most ${MOST}`);
  }
  for (const [key, item] of entries) {
    if (typeof item !== 'string') {
      throw new Error(`must give ${key} in ${name} as a text, but has ${JSON.stringify(item)}`);
    }
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function mapping(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`must be a mapping of keys to values, but ${name} is ${JSON.stringify(value)}`);
  }
  return value as Record<string, unknown>;
}
