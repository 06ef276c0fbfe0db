// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/program/extract_code.hpp>

#include <doctest/doctest.h>

using namespace passk::adapter::program;

TEST_CASE("the last block in the language") {
    CHECK(extract_code("a\n```python\nx = 1\n```\nb\n```python\nx = 2\n```\n") == "x = 2\n");
    CHECK(extract_code(
              "```python\nx = 1\n```\nRun it:\n```bash\npython x.py\n```\nIt prints\n```\n1\n```\n")
          == "x = 1\n");
    CHECK(extract_code("```py\nx = 1\n```\n```cpp\nint x;\n```\n") == "x = 1\n");
    CHECK(extract_code("```py\nx = 1\n```\n```c++\nint x;\n```\n", "main.cpp") == "int x;\n");
    CHECK(extract_code("```Python3 title=\"a\"\nx = 1\n```") == "x = 1\n");
    CHECK(extract_code("```{python}\nx = 1\n```\n") == "x = 1\n");
}

TEST_CASE("a block without a language, or no block") {
    CHECK(extract_code("```\nx = 1\n```\n") == "x = 1\n");
    CHECK(extract_code("x = 1\n") == "x = 1\n");
    CHECK(extract_code("") == "");
    CHECK(extract_code("use ```x``` here") == "use ```x``` here");
}

TEST_CASE("a block that never ends") {
    CHECK(extract_code("So:\n```python\nx = 1\ny = 2") == "x = 1\ny = 2\n");
    CHECK(extract_code("```python\nx = 1\n```\nBetter:\n```python\n") == "x = 1\n");
    CHECK(!code_blocks("```python\nx")[0].terminated);
}

TEST_CASE("fences inside blocks, longer fences, tildes, indentation, CRLF") {
    CHECK(extract_code("````python\ns = '''\n```\n'''\n````\n") == "s = '''\n```\n'''\n");
    CHECK(extract_code("~~~python\nx = 1\n```\ny\n~~~\n") == "x = 1\n```\ny\n");
    CHECK(extract_code("1. do\n   ```python\n   if x:\n       y()\n   ```\n")
          == "if x:\n    y()\n");
    CHECK(extract_code("```python\r\nx = 1\r\n```\r\n") == "x = 1\n");
}

TEST_CASE("thoughts are no answer") {
    CHECK(extract_code("<think>\n```python\nbad\n```\n</think>\n```python\ngood\n```") == "good\n");
}
