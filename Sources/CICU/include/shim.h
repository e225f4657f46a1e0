// ICU's symbols carry its version (u_..._72): calls go through these inline functions.
#pragma once
#define U_SHOW_CPLUSPLUS_API 0
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "charset.h"
#include "text.h"
#include "transliteration.h"
