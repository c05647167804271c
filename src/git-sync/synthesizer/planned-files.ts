import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { isValidationError, withoutCode } from '../../private/errors';
import { TEMPLATE_BYTES_WITHOUT_S3 } from '../../private/limits';
import { checkKnownRepositoryPath } from '../../private/repositories';
import { type Content, checkContent, differences, type Entries } from '../deployment-file/content';
import { DeploymentDocument } from '../deployment-file/document';
import { formatOf, sourceOf } from '../deployment-file/formats';
import {
  checkAgainstTemplate,
  checkCounts,
  checkSecrets,
  checkSize,
  type DeclaredParameters,
  parametersOf,
} from '../deployment-file/template';
import { type FileText, findRepositoryRoot, isInside, readText } from '../deployment-file/working-tree';
import { templateText } from './template-text';

/** The properties of a stack that Git sync keeps in sync. */
export interface SyncedProps {
  readonly templateFilePath: string;
  readonly configFile: string;
  readonly parameters?: Entries;
  readonly repositoryRoot?: string;
}

/** A file to write, and its differences from the existing one. */
export interface PlannedFile extends FileText {
  /** A line for each change; none if the existing file has the same content. */
  readonly changes: string[];
}

interface FilePlan {
  readonly file: PlannedFile;
  readonly violations: string[];
  readonly warnings: string[];
}

export interface FilesPlan {
  readonly files: PlannedFile[];
  readonly violations: string[];
  readonly warnings: string[];
}

/** The root of the repository, if it is known, and the paths of the files of a stack. */
export function workingTreeOf({ repositoryRoot, templateFilePath, configFile }: SyncedProps) {
  const root = repositoryRoot === undefined ? findRepositoryRoot(process.cwd()) : resolve(repositoryRoot);
  const at = (name: string) => join(root ?? process.cwd(), name);
  return { root, paths: { template: at(templateFilePath), configFile: at(configFile) } };
}

/**
 * Plans the files of a stack. Nothing is written to the working tree.
 *
 * @param synthesize lets the CDK write the template, and reads it
 */
export function planFiles(stack: Stack, props: SyncedProps, synthesize: () => string): FilesPlan {
  const { paths } = workingTreeOf(props);
  const violations = outsideRepository(props);
  /** Collects the errors of a step, so that all of them are reported at once. */
  const attempt = <T>(step: () => T): T | undefined => {
    try {
      return step();
    } catch (error) {
      if (!isValidationError(error)) throw error;
      violations.push(withoutCode(error));
      return undefined;
    }
  };
  const json = attempt(synthesize);
  const plans = [
    json && attempt(() => planTemplate(json, props.templateFilePath, paths.template)),
    json && attempt(() => planDeploymentFile(stack, props, paths.configFile, parametersOf(JSON.parse(json)))),
  ].filter((plan) => typeof plan === 'object');
  const { errors, warnings } = annotationsOf(stack);
  const of = (lines: string[]) => lines.map((line) => `[${stack.node.path}] ${line}`);
  return {
    files: plans.map(({ file }) => file),
    violations: [...of([...violations, ...plans.flatMap((plan) => plan.violations)]), ...errors],
    warnings: [...of(plans.flatMap((plan) => plan.warnings)), ...warnings],
  };
}

function planTemplate(json: string, name: string, path: string): FilePlan {
  const text = templateText(json, name);
  const size = Buffer.byteLength(text);
  const limit = `the ${TEMPLATE_BYTES_WITHOUT_S3} bytes that CloudFormation accepts without S3`;
  const warning = `${name} has ${size} bytes: AWS does not document whether Git sync accepts more than ${limit}`;
  const existing = readText(path);
  const same = existing?.replaceAll('\r\n', '\n') === text;
  return {
    file: {
      path,
      text: existing?.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text,
      changes: same ? [] : [`${existing === undefined ? '+' : '~'} ${name}`],
    },
    violations: [
      ...checkSize(name, text),
      ...checkCounts(name, JSON.parse(json)),
      ...checkSecrets(name, JSON.parse(json)),
    ],
    warnings: size > TEMPLATE_BYTES_WITHOUT_S3 && !same ? [warning] : [],
  };
}

/** Keeps the values of parameters that the code does not give: a pipeline may have written them. */
function planDeploymentFile(stack: Stack, props: SyncedProps, path: string, declared: DeclaredParameters): FilePlan {
  const { configFile: name, templateFilePath, parameters } = props;
  const format = formatOf(name);
  const existing = sourceOf(path, format);
  const document = existing ? DeploymentDocument.parse({ ...existing, name }) : DeploymentDocument.empty();
  const before = existing && document.get();
  const kept = Object.entries(before?.parameters ?? {}).filter(([parameter]) => declared.has(parameter));
  const tags = stack.tags.tagValues();
  const content: Content = {
    templateFilePath: templateFilePath,
    parameters: { ...Object.fromEntries(kept), ...parameters },
    tags: Object.keys(tags).length > 0 ? tags : before?.tags,
  };
  const violations = [...checkContent(content), ...checkAgainstTemplate(content.parameters ?? {}, declared)];
  if (violations.length > 0) {
    return {
      file: { path, text: '', changes: [] },
      violations: violations.map((each) => `${name}: ${each}`),
      warnings: [],
    };
  }
  const changes = differences(before, content).map((change) => `${name}: ${change}`);
  document.set(content);
  return {
    file: { path, text: format === 'JSON' ? document.toJson() : document.toYaml(), changes },
    violations,
    warnings: [],
  };
}

function outsideRepository(props: SyncedProps): string[] {
  const { root, paths } = workingTreeOf(props);
  if (root === undefined) return [`found no .git in '${process.cwd()}' or above it: give 'repositoryRoot'`];
  if (!existsSync(root)) return [`'repositoryRoot' must be an existing folder, got '${root}'`];
  const outside = Object.values(paths).filter((path) => !isInside(root, path));
  return outside.map((path) => `'${path}' is outside of the repository, because of a symbolic link`);
}

/** The annotations of a stack. The CLI shows only those of the stacks that it deploys. */
function annotationsOf(stack: Stack): { readonly errors: string[]; readonly warnings: string[] } {
  const all = stack.node.findAll().flatMap(({ node }) => node.metadata.map((entry) => ({ ...entry, path: node.path })));
  const of = (kind: string) =>
    all.filter(({ type }) => type === `aws:cdk:${kind}`).map(({ path, data }) => `[${path}] ${data}`);
  return { errors: of('error'), warnings: of('warning') };
}

/** Checks the paths of the files. */
export function checkPaths({ templateFilePath, configFile }: SyncedProps): string[] {
  const named = { templateFilePath, configFile };
  const violations = Object.entries(named).flatMap(([name, path]) => {
    const violations = checkKnownRepositoryPath(name, path);
    if (violations.length > 0 || /\.(json|ya?ml)$/i.test(path)) return violations;
    return [`'${name}' must end in .json, .yaml or .yml, got '${path}'`];
  });
  if (templateFilePath === configFile) {
    violations.push(`'templateFilePath' and 'configFile' must be different files, got '${templateFilePath}' for both`);
  }
  return violations;
}
