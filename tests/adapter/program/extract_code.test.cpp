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

TEST_CASE("fences as models write them") {
    const std::string code = "def f(x):\n    if x:\n        return 1\n    return 2\n";
    const std::string open = "def f(x):\n    if x:\n        return 1\n    return 2";
    const std::string answers[] = {
        "Here:\n```python\n" + open + "```\nDone.",
        "Here:\n```python\n" + open + "```",
        "Here:\n```python\n" + code + "```</answer>",
        "<answer>```python\n" + code + "```</answer>",
        "Here:\n```python\n" + code + "```<|im_end|>",
        "Here:\n```python\n" + code + "```</s>",
        "Here:\n```python\n" + code + "```.",
        "Here:\n```python\n" + code + "``` This works because x is tested.\n",
        "The solution is: ```python\n" + code + "```\nIt works.",
        "The solution is: ```\n" + code + "```\nIt works.",
        "<answer>\n```\n" + code + "```\n</answer>",
        code + "```",
        code + "```\n\nThis function tests x. It returns 1 or 2.\n",
        code + "```\nUse it like this:\n```bash\npython f.py\n```\n",
        open + "```",
        open + "```<|im_end|>",
        "1. First:\n   ```python\n   def f(x):\n       if x:\n           return 1\n       return "
        "2\n   ```\n",
        "```python\n" + code,
        "```python\n" + open + "``` <|endoftext|>",
        "**Answer:**\n```Python\n" + code + "```**",
    };
    for (const std::string& answer : answers) {
        CAPTURE(answer);
        CHECK(extract_code(answer) == code);
        CHECK(holds_fenced_code(answer));
    }
}

TEST_CASE("a fence inside a program is no answer") {
    const std::string programs[] = {
        "def f():\n    '''\n    ```python\n    f()\n    ```\n    '''\n    return 1\n",
        "    \"\"\"Example:\n    ```\n    f()\n    ```\n    \"\"\"\n    return 1\n",
        "print('```')\n",
        "x = '''```\na\n```'''\nprint(x)\n",
        "print(1)\n",
        "s = \"```python\"\nprint(s)\n",
        "# ```\nprint(1)\n",
    };
    for (const std::string& program : programs) {
        CAPTURE(program);
        CHECK(!holds_fenced_code(program));
    }
    const std::string answer = "So:\n```python\nprint('```')\ns = \"\"\"```\"\"\"\n```\n";
    CHECK(extract_code(answer) == "print('```')\ns = \"\"\"```\"\"\"\n");
}
