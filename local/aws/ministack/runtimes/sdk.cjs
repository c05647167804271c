/**
 * The AWS SDK of Node.js functions. What a function brings itself comes first, as on AWS; a package of the SDK that is
 * not found there comes from the user's project, or the local AWS installs it.
 */
'use strict';
const { randomUUID } = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const PACKAGE = /^(@(?:aws-sdk|smithy)\/[a-z0-9][a-z0-9-]*)(?:\/|$)/;
const NOT_FOUND = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'];
const POLL = 10;

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const sleep = () => Atomics.wait(sleeper, 0, 0, POLL);

/** Writes all of a text to a pipe. One that is full takes a part of it, or nothing, until its reader has caught up. */
function write(descriptor, text) {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += fs.writeSync(descriptor, bytes, written);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      sleep();
    }
  }
}

/** Sends a message to the local AWS. The function may write to this file descriptor, too: hence the mark. */
function send(message) {
  write(1, `\n\x1e${JSON.stringify(message)}\n`);
}

/** Asks the local AWS for a package, and waits: `require` cannot wait in another way. */
function ask(name) {
  const id = randomUUID();
  const answer = path.join(process.env.LOCAL_AWS_ANSWERS, `${id}.json`);
  send({ status: 'sdk', name, id });
  while (!fs.existsSync(answer)) sleep();
  return JSON.parse(fs.readFileSync(answer, 'utf8'));
}

/** The folders in which a module may be that was not found; none for other modules and errors. */
function* places(specifier, error) {
  const name = NOT_FOUND.includes(error.code) && PACKAGE.exec(specifier)?.[1];
  if (!name) return;
  yield process.env.LOCAL_AWS_PROJECT;
  const { folder, problem } = ask(name);
  if (problem) {
    const failure = new Error(`Cannot find module '${specifier}': ${problem}`);
    throw Object.assign(failure, { code: 'MODULE_NOT_FOUND', stack: '' });
  }
  if (folder) yield folder;
}

const isNotFound = (error) => NOT_FOUND.includes(error.code);
const within = (folder) => pathToFileURL(path.join(folder, 'index.mjs')).href;

/** Tries a resolution, then again in each of the places. */
function search(specifier, resolve) {
  let failure;
  try {
    return resolve();
  } catch (error) {
    failure = error;
  }
  for (const folder of places(specifier, failure)) {
    try {
      return resolve(folder);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  throw failure;
}

/** Has `require` and `import` find the SDK. */
function install() {
  process.env.LOCAL_AWS_ANSWERS = path.dirname(process.argv[1]); // for the thread of hooks, too
  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = function (request, parent, isMain, options) {
    return search(request, (folder) =>
      resolveFilename.call(this, request, parent, isMain, folder === undefined ? options : { paths: [folder] }),
    );
  };
  if (Module.registerHooks) {
    Module.registerHooks({
      resolve: (specifier, context, next) =>
        search(specifier, (folder) =>
          next(specifier, folder === undefined ? context : { ...context, parentURL: within(folder) }),
        ),
    });
  } else {
    Module.register(pathToFileURL(path.join(__dirname, 'sdk-hooks.mjs'))); // Node.js 20
  }
}

module.exports = { install, isNotFound, places, send, within, write };
