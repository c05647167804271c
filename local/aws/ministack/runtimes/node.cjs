/**
 * The runtime of Node.js functions: loads the handler, then serves invocations, with the errors and log lines of AWS's.
 * The local AWS writes JSON lines to standard input: first the function, then each invocation. Answers go to standard
 * output. The log is standard error.
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { createInterface } = require('node:readline');
const { pathToFileURL } = require('node:url');
const gateway = require('./gateway.cjs');
const sdk = require('./sdk.cjs');

const EXTENSIONS = ['', '.js', '.mjs', '.cjs'];
const TASK_ROOT = '/var/task'; // where the code is on AWS
const DURABLE = [
  'AWS_LAMBDA_DURABLE_EXECUTION_ARN',
  'AWS_LAMBDA_DURABLE_CHECKPOINT_TOKEN',
  'AWS_LAMBDA_DURABLE_EXECUTION_NAME',
];

let root = '';
let requestId;
/** Ends the invocation that is being served; undefined between invocations. */
let settle;

process.stdout.write = (...given) => process.stderr.write(...given);

/** An error of the runtime, not of the function's own code. */
function runtimeError(type, message) {
  return Object.assign(new Error(message), { name: type, stack: `${type}: ${message}` });
}

/** The code runs in a temporary folder, and this runtime is none of the function's business. */
function asOnAws(text) {
  return String(text)
    .replaceAll(root, TASK_ROOT)
    .split('\n')
    .filter((line) => !line.includes(__dirname) && !line.includes(process.argv[1]))
    .join('\n');
}

/** What AWS's runtime returns for something that was thrown. */
function bodyOf(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: asOnAws(error), trace: [] };
  return {
    errorType: error.name,
    errorMessage: asOnAws(error.message),
    trace: error.stack ? asOnAws(error.stack).split('\n') : [],
  };
}

/** Logs an error in AWS's form and reports it. After a fatal one this process ends. */
function report(kind, error, fatal = false) {
  const body = bodyOf(error);
  const { trace: stack, ...rest } = body;
  const line = [new Date().toISOString(), requestId, 'ERROR', kind, JSON.stringify({ ...rest, stack })].join('\t');
  sdk.write(2, `${line}\n`);
  sdk.send({ status: 'error', body, fatal });
}

function fileOf(base) {
  return EXTENSIONS.map((extension) => base + extension).find((file) =>
    fs.statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}

/** Whether AWS's runtime imports a file: by its name, or by the type in the closest package.json. */
function isImported(file) {
  if (!file.endsWith('.js')) return file.endsWith('.mjs');
  for (let folder = path.dirname(file); folder.startsWith(root); folder = path.dirname(folder)) {
    const description = path.join(folder, 'package.json');
    if (fs.existsSync(description)) return JSON.parse(fs.readFileSync(description, 'utf8')).type === 'module';
  }
  return false;
}

async function loadModule(name) {
  const base = path.resolve(root, name);
  try {
    const file = fileOf(base) ?? require.resolve(base);
    const load = () => import(pathToFileURL(file).href);
    if (isImported(file)) return await load();
    try {
      return require(file);
    } catch (error) {
      if (error?.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
      return await load(); // its syntax is that of a module
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError('Runtime.UserCodeSyntaxError', String(error));
    if (error?.code !== 'MODULE_NOT_FOUND') throw error;
    const message = String(error).replace(`'${base}'`, `'${name}'`);
    throw runtimeError('Runtime.ImportModuleError', asOnAws(message).replace(/\nRequire stack:$/, ''));
  }
}

/** The handler that `folder/file.name` names; the name may have dots. */
async function loadHandler(handler) {
  const folder = path.posix.dirname(handler);
  const parts = /^([^.]*)\.(.+)$/.exec(path.posix.basename(handler));
  if (!parts || handler.includes('..')) throw runtimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const module = await loadModule(path.posix.join(folder, parts[1]));
  const found = parts[2].split('.').reduce((value, name) => value?.[name], module);
  if (found === undefined) throw runtimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw runtimeError('Runtime.HandlerNotFound', `${handler} is not a function`);
  return found;
}

/** Sets the variables that AWS sets anew with each invocation. */
function setVariables(ctx) {
  const variables = { _X_AMZN_TRACE_ID: ctx.trace_id, _MINISTACK_INVOKE_DEPTH: ctx.depth };
  for (const name of DURABLE) variables[name] = ctx.durable?.[name];
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined || value === null) delete process.env[name];
    else process.env[name] = String(value);
  }
}

function contextOf(ctx) {
  const { AWS_LAMBDA_FUNCTION_NAME: name } = process.env;
  const deadline = Date.now() + ctx.timeout_ms;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: ctx.invoked_function_arn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: ctx.request_id,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME ?? `/aws/lambda/${name}`,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    identity: undefined,
    clientContext: undefined,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function serve(handler, { event, ctx }) {
  requestId = ctx.request_id;
  setVariables(ctx);
  process.stdin.unref(); // so that an invocation that awaits nothing ends, as on AWS
  const done = (error, result) => {
    if (settle !== done) return;
    settle = undefined;
    process.stdin.ref();
    if (error !== undefined && error !== null) report('Invoke Error ', error);
    else sdk.send({ status: 'result', result: result === undefined ? null : result });
  };
  settle = done;
  const context = contextOf(ctx);
  Object.assign(context, {
    done,
    succeed: (result) => done(null, result),
    fail: (error) => done(error ?? new Error()),
  });
  try {
    const result = handler(event, context, done);
    if (typeof result?.then === 'function') {
      result.then(
        (value) => done(null, value),
        (error) => done(error ?? new Error(String(error))),
      );
    } else if (result !== undefined && handler.length < 3) {
      done(null, result);
    }
  } catch (error) {
    done(error ?? new Error(String(error)));
  }
}

/** Reports what nothing in the function catches, and ends, as AWS's runtime does. */
function crash(kind, error) {
  report(kind, error, true);
  process.exit(1);
}

process.on('uncaughtException', (error) => crash('Uncaught Exception ', error));
process.on('unhandledRejection', (reason) => {
  const error = runtimeError('Runtime.UnhandledPromiseRejection', String(reason));
  if (reason?.stack) error.stack = reason.stack;
  crash('Unhandled Promise Rejection ', error);
});
process.on('beforeExit', () => settle?.(null, null));

async function start({ code_dir: folder, module, handler }) {
  root = folder;
  process.env.LAMBDA_TASK_ROOT = folder;
  gateway.install();
  sdk.install();
  fs.writeSync(1, '{"status":"ready"}\n');
  process.stdin.unref();
  try {
    const loaded = await loadHandler(`${module}.${handler}`);
    process.stdin.ref();
    sdk.send({ status: 'loaded' });
    return loaded;
  } catch (error) {
    return crash('Uncaught Exception ', error);
  }
}

let handler;
createInterface({ input: process.stdin, terminal: false }).on('line', (line) => {
  const message = JSON.parse(line);
  if (handler) handler.then((loaded) => serve(loaded, message));
  else handler = start(message);
});
